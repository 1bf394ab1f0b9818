//! From outcomes and facts to a verdict: every expectation is met, breached, or cannot be said.

use std::collections::HashMap;

use model::clean::Clean;
use model::expectation::Is;
use model::matcher::Matcher;
use model::metadata::{Level, Severity};
use model::observation::{Observation, Outcome};
use model::plan::{Expected, Predicate};
use model::verdict::{Breach, Harm, Kind, Verdict};

use crate::attempts::weigh_attempts;
use crate::circumstances::{doubt, doubted, in_time, not_given, undone, unmet};
use crate::counts::counted;
use crate::deliveries;
use crate::limits;
use crate::outcomes::{weigh_outcome, weigh_reading};
use crate::same::same;
use crate::told;
use crate::uniform::proved;
use crate::wants::wanted;

/// The observation of each probe, by the probe's name.
pub type Probes = HashMap<String, Observation>;

/// How one expectation came out.
pub enum Weighed {
    /// It holds.
    Met,
    /// It does not; in which way, and what was seen.
    Breached(Harm, Clean),
    /// Nobody can say; why.
    Unclear(Clean),
}

/// The verdict on a case whose controls held so far.
pub fn weigh(all: &[Expected], probes: &Probes, severity: Severity) -> Verdict {
    let mut breaches = Vec::new();
    let mut notes = Vec::new();
    let mut unclear: Option<Clean> = None;
    for expected in all {
        for (probe, weighed) in weigh_one(expected, all, probes) {
            match (weighed, expected.level) {
                (Weighed::Met, _) => {}
                (Weighed::Unclear(why), _) => {
                    unclear.get_or_insert(said_of(&probe, &why));
                }
                (Weighed::Breached(_, seen), Level::Reach) => {
                    unclear.get_or_insert(said_of(&probe, &seen));
                }
                (Weighed::Breached(harm, seen), level) => {
                    let breach = Breach {
                        expected: expected.number,
                        act: probes.get(&probe).map_or(0, |seen| seen.act),
                        probe,
                        level,
                        severity: worst(harm, severity),
                        harm,
                        wanted: Clean::words(wanted(&expected.predicate)),
                        seen,
                    };
                    match level {
                        Level::Must | Level::Contract => breaches.push(breach),
                        _ => notes.push(breach),
                    }
                }
            }
        }
    }
    let (kind, reason) = match (breaches.first(), unclear) {
        (Some(breach), _) => (
            Kind::Fail,
            Clean::words(format!(
                "{}: wanted {}, {}",
                breach.probe, breach.wanted, breach.seen
            )),
        ),
        (None, Some(why)) => (Kind::Inconclusive, why),
        (None, None) => (
            Kind::Pass,
            Clean::words(format!(
                "all expectations hold, and so do the controls{}",
                measured(probes)
            )),
        ),
    };
    Verdict {
        kind,
        reason,
        breaches,
        notes,
    }
}

/// What a pass rests on that was measured.
fn measured(probes: &Probes) -> String {
    let samples = probes.values().filter_map(|seen| {
        let sampled = seen.attempts.as_ref()?.sampled.as_ref()?;
        Some(proved(sampled))
    });
    samples.map(|said| format!(": {said}")).collect()
}

fn said_of(probe: &str, what: &Clean) -> Clean {
    Clean::words(format!("{probe}: {what}"))
}

/// A refusal in another manner helps an attacker little; a crash less than an open door.
fn worst(harm: Harm, severity: Severity) -> Severity {
    match harm {
        Harm::Otherwise => severity.min(Severity::Low),
        Harm::Broken => severity.min(Severity::Medium),
        Harm::Hole | Harm::Shut | Harm::Unmet => severity,
    }
}

fn weigh_one(expected: &Expected, all: &[Expected], probes: &Probes) -> Vec<(String, Weighed)> {
    if let Predicate::Same(features) = &expected.predicate {
        let label = expected.probes.last().cloned().unwrap_or_default();
        return vec![(label, same(features, &expected.probes, probes))];
    }
    expected
        .probes
        .iter()
        .map(|probe| {
            let weighed = match probes.get(probe) {
                None => Weighed::Unclear(Clean::words("the probe was not reached")),
                Some(seen) => {
                    let of_probe = all.iter().filter(|other| other.probes.contains(probe));
                    let outcomes = of_probe.filter_map(|other| match &other.predicate {
                        Predicate::Is(is) => Some(is),
                        _ => None,
                    });
                    weigh_probe(expected, seen, &outcomes.collect::<Vec<_>>())
                }
            };
            (probe.clone(), weighed)
        })
        .collect()
}

/// `outcomes` is what all expectations want to become of this probe.
fn weigh_probe(expected: &Expected, seen: &Observation, outcomes: &[&Is]) -> Weighed {
    let fact = seen
        .facts
        .iter()
        .find(|fact| fact.expected == expected.number);
    match (&expected.predicate, fact) {
        (Predicate::Is(is @ (Is::Readable | Is::Unreadable)), Some(fact)) => {
            weigh_reading(is, &seen.outcome, fact)
        }
        (Predicate::LimitHolds(rule), _) => match &seen.attempts {
            Some(attempts) => limits::held(rule, attempts),
            None => undone(seen),
        },
        (Predicate::LimitTold(rule), _) => match &seen.attempts {
            Some(attempts) => told::true_of(rule, attempts),
            None => undone(seen),
        },
        (Predicate::Is(Is::DeliveredOnceInOrder), _) => match &seen.deliveries {
            Some(deliveries) => deliveries::delivered(deliveries),
            None => undone(seen),
        },
        (Predicate::Is(is), _) => match &seen.attempts {
            Some(attempts) => weigh_attempts(is, attempts),
            None => weigh_outcome(is, &seen.outcome),
        },
        (Predicate::Count(counts), _) => counted(counts, seen),
        // What must not be there and is there needs no other circumstances.
        (Predicate::Match(matcher), Some(fact)) if matcher.forbids() && !fact.held => unmet(fact),
        (Predicate::Headers(matchers), Some(fact))
            if matchers.iter().all(Matcher::forbids) && !fact.held =>
        {
            unmet(fact)
        }
        (Predicate::Match(_) | Predicate::Headers(_), Some(fact)) => {
            doubted(doubt(seen, outcomes), fact)
        }
        (Predicate::Cookie(_) | Predicate::Outputs(_), Some(fact)) => doubted(
            doubt(seen, outcomes).or_else(|| not_given(seen, outcomes)),
            fact,
        ),
        (Predicate::Within(within), _) => in_time(*within, seen, outcomes),
        (_, Some(fact)) if fact.held => Weighed::Met,
        (_, Some(fact)) => unmet(fact),
        // Only a refusal can have had a frame before it; the other expectation judges the rest.
        (Predicate::NoFrameBeforeRefusal, None) if !outcomes.is_empty() => Weighed::Met,
        (Predicate::NoFrameBeforeRefusal, None) => Weighed::Unclear(Clean::words(
            "without a refusal nothing shows what comes before one",
        )),
        (_, None) => match &seen.outcome {
            Outcome::Unclear(why) => Weighed::Unclear(why.clone()),
            _ => Weighed::Unclear(Clean::words("there was too little to match")),
        },
    }
}
