//! Facts in their circumstances: who is refused is given nothing, a limit answers for nobody, and an act
//! that came to nothing shows only how long it took.

use std::time::Duration;

use model::clean::Clean;
use model::expectation::Is;
use model::observation::{Fact, Observation, Outcome};
use model::span::Span;
use model::verdict::Harm;

use crate::deliveries;
use crate::outcomes::{limit_first, limited};
use crate::weigh::Weighed;

/// It does not hold.
pub fn unmet(fact: &Fact) -> Weighed {
    Weighed::Breached(Harm::Unmet, fact.seen.clone())
}

/// A fact, unless its circumstances are not those that were asked for.
pub fn doubted(doubt: Option<Clean>, fact: &Fact) -> Weighed {
    match (doubt, fact.held) {
        (Some(why), _) => Weighed::Unclear(why),
        (None, true) => Weighed::Met,
        (None, false) => unmet(fact),
    }
}

/// Who is refused is given nothing, unless the refusal itself is wanted.
pub fn not_given(seen: &Observation, outcomes: &[&Is]) -> Option<Clean> {
    let accepted = matches!(seen.outcome, Outcome::Accepted(_) | Outcome::Done);
    (!accepted && outcomes.is_empty()).then(|| Clean::words(format!("it was {}", seen.outcome)))
}

/// How long an act took; one that came to nothing shows only that it took too long.
pub fn in_time(within: Span, seen: &Observation, outcomes: &[&Is]) -> Weighed {
    if let Some(deliveries) = &seen.deliveries {
        return deliveries::in_time(within, deliveries);
    }
    let took = seen.evidence.elapsed_us;
    match &seen.outcome {
        Outcome::Refused { declared, .. } if limited(declared, outcomes) => {
            Weighed::Unclear(limit_first(&seen.outcome))
        }
        _ if took > within.millis().saturating_mul(1_000) => {
            let took = Span(Duration::from_millis(took.div_ceil(1_000)));
            Weighed::Breached(Harm::Unmet, Clean::words(format!("it took {took}")))
        }
        Outcome::Unclear(why) => Weighed::Unclear(why.clone()),
        _ => Weighed::Met,
    }
}

/// An act that could not be done says why.
pub fn undone(seen: &Observation) -> Weighed {
    Weighed::Unclear(match &seen.outcome {
        Outcome::Unclear(why) => why.clone(),
        other => Clean::words(format!("it was {other}")),
    })
}

/// Why what an answer says, or leaves out, is not what was asked for.
pub fn doubt(seen: &Observation, outcomes: &[&Is]) -> Option<Clean> {
    match &seen.outcome {
        Outcome::Unclear(why) if !outcomes.is_empty() => Some(why.clone()),
        Outcome::Gone(_) => Some(Clean::words(seen.outcome.to_string())),
        Outcome::Refused { declared, .. } if limited(declared, outcomes) => {
            Some(limit_first(&seen.outcome))
        }
        _ => None,
    }
}
