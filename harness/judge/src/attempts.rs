//! Many attempts as one act: what became of them all, how many there were of each, and whether each is
//! what was wanted.

use indexmap::IndexMap;
use model::clean::Clean;
use model::expectation::Is;
use model::many::{AttemptKind, Attempts};
use model::observation::Outcome;
use model::plan::LimitRule;
use model::step::Burst;

use crate::limits;
use crate::outcomes::weigh_outcome;
use crate::uniform::uniform;
use crate::weigh::Weighed;
use crate::winners::one_winner;

/// What became of all attempts: of those for a set of sockets, or of a burst that names no end.
pub fn together(attempts: &Attempts) -> Outcome {
    let worst = attempts.kinds.iter().max_by_key(|kind| {
        // Of equals the first counts.
        (rank(&kind.outcome), std::cmp::Reverse(kind.first))
    });
    match worst.map(|kind| &kind.outcome) {
        None => Outcome::Unclear(Clean::words("nothing was attempted")),
        Some(Outcome::Accepted(_)) => {
            Outcome::Accepted(Clean::words(format!("all {}", attempts.total())))
        }
        Some(other) => other.clone(),
    }
}

/// How far an outcome is from what set-up and controls want.
fn rank(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Accepted(_) => 0,
        Outcome::Done => 1,
        Outcome::Ended { .. } => 2,
        Outcome::Refused { .. } | Outcome::Gone(_) => 3,
        Outcome::Quiet => 4,
        Outcome::Heard(_) => 5,
        Outcome::Broken(_) => 6,
        Outcome::Unclear(_) => 7,
    }
}

/// What became of a burst: it worked when it came to the end that it names, or met its limit.
pub fn burst(burst: &Burst, rule: Option<&LimitRule>, attempts: &Attempts) -> Outcome {
    if let Some(rule) = rule {
        return match limits::held(rule, attempts) {
            Weighed::Met if limits::in_time(rule, attempts) => {
                Outcome::Accepted(Clean::words("the limit was met as declared"))
            }
            Weighed::Met => Outcome::Unclear(Clean::words(format!(
                "it took too long to use up a limit whose window is {}",
                rule.limit.per
            ))),
            Weighed::Breached(_, why) | Weighed::Unclear(why) => Outcome::Unclear(why),
        };
    }
    let Some(until) = &burst.until else {
        return together(attempts);
    };
    let worked = |what: String| Outcome::Accepted(Clean::words(what));
    match until.accepted {
        Some(many) if in_a_row(attempts) >= u64::from(many) => {
            worked(format!("{many} in a row were accepted"))
        }
        _ if until.refused && refused_last(attempts) => {
            worked(format!("attempt {} was refused", attempts.total()))
        }
        _ => Outcome::Unclear(Clean::words(format!(
            "{} attempts did not bring what was waited for",
            attempts.total()
        ))),
    }
}

/// True when the last attempt was refused.
pub fn refused_last(attempts: &Attempts) -> bool {
    let last = attempts.each.last();
    let kind = last.and_then(|attempt| attempts.kinds.get(attempt.kind));
    attempts.more == 0 && kind.is_some_and(|kind| matches!(kind.outcome, Outcome::Refused { .. }))
}

/// How many of the last attempts in a row were accepted.
pub fn in_a_row(attempts: &Attempts) -> u64 {
    let outcomes: Vec<bool> = attempts
        .outcomes()
        .map(|(_, _, outcome)| matches!(outcome, Outcome::Accepted(_)))
        .collect();
    outcomes
        .iter()
        .rev()
        .take_while(|accepted| **accepted)
        .count() as u64
}

/// How many attempts there were of each kind, by the names that files use.
pub fn counts(attempts: &Attempts) -> IndexMap<String, u64> {
    let mut counts: IndexMap<String, u64> =
        NAMES.iter().map(|name| ((*name).to_owned(), 0)).collect();
    for kind in &attempts.kinds {
        if let Some(name) = name(kind) {
            *counts.entry(name.to_owned()).or_default() += kind.count;
        }
    }
    // Of a race, `LANE.accepted` as well.
    for attempt in &attempts.each {
        let Some(lane) = &attempt.lane else { continue };
        for name in NAMES {
            counts.entry(format!("{lane}.{name}")).or_default();
        }
        let kind = attempts.kinds.get(attempt.kind).and_then(name);
        if let Some(name) = kind {
            *counts.entry(format!("{lane}.{name}")).or_default() += 1;
        }
    }
    counts
}

/// What a burst counts.
const NAMES: &[&str] = &[
    "accepted",
    "refused",
    "refused-otherwise",
    "broken",
    "away",
    "unclear",
];

fn name(kind: &AttemptKind) -> Option<&'static str> {
    Some(match &kind.outcome {
        Outcome::Accepted(_) => "accepted",
        Outcome::Refused { declared, .. } if declared.is_empty() => "refused-otherwise",
        Outcome::Refused { .. } => "refused",
        Outcome::Broken(_) => "broken",
        Outcome::Gone(_) => "unclear",
        Outcome::Unclear(_) if kind.away => "away",
        Outcome::Unclear(_) => "unclear",
        Outcome::Done | Outcome::Ended { .. } | Outcome::Quiet | Outcome::Heard(_) => return None,
    })
}

/// How every attempt comes out against what was wanted: the first that breaches it counts.
pub fn weigh_attempts(is: &Is, attempts: &Attempts) -> Weighed {
    match is {
        Is::OneWinner => return one_winner(attempts),
        Is::Uniform => return uniform(attempts),
        _ => {}
    }
    let mut unclear = None;
    for kind in &attempts.kinds {
        match weigh_outcome(is, &kind.outcome) {
            Weighed::Met => {}
            Weighed::Breached(harm, seen) => {
                return Weighed::Breached(harm, of_attempt(kind, attempts, &seen));
            }
            Weighed::Unclear(why) => {
                unclear.get_or_insert_with(|| of_attempt(kind, attempts, &why));
            }
        }
    }
    match unclear {
        Some(why) => Weighed::Unclear(why),
        None if attempts.kinds.is_empty() => {
            Weighed::Unclear(Clean::words("nothing was attempted"))
        }
        None => Weighed::Met,
    }
}

fn of_attempt(kind: &AttemptKind, attempts: &Attempts, what: &Clean) -> Clean {
    let (first, total) = (kind.first, attempts.total());
    let others = match kind.count {
        1 => String::new(),
        count => format!(" (so were {count} in all)"),
    };
    Clean::words(format!("attempt {first} of {total}: {what}{others}"))
}
