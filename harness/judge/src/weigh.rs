//! From outcomes and facts to a verdict: every expectation is met, breached, or cannot be said.

use std::collections::HashMap;

use model::clean::Clean;
use model::expectation::{Feature, Is};
use model::metadata::{Level, Severity};
use model::observation::{Observation, Outcome};
use model::plan::{Expected, Predicate};
use model::refusal::Class;
use model::verdict::{Breach, Harm, Kind, Verdict};

/// The observation of each probe, by the probe's name.
pub type Probes = HashMap<String, Observation>;

/// How one expectation came out.
enum Weighed {
    Met,
    Breached(Harm, Clean),
    Unclear(Clean),
}

/// The verdict on a case whose controls held so far.
pub fn weigh(expected: &[Expected], probes: &Probes, severity: Severity) -> Verdict {
    let mut breaches = Vec::new();
    let mut notes = Vec::new();
    let mut unclear: Option<Clean> = None;
    for expected in expected {
        for (probe, weighed) in weigh_one(expected, probes) {
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
            Clean::words("all expectations hold, and so do the controls"),
        ),
    };
    Verdict {
        kind,
        reason,
        breaches,
        notes,
    }
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

fn weigh_one(expected: &Expected, probes: &Probes) -> Vec<(String, Weighed)> {
    if let Predicate::Same(features) = &expected.predicate {
        let label = expected.probes.last().cloned().unwrap_or_default();
        return vec![(label, weigh_same(features, &expected.probes, probes))];
    }
    expected
        .probes
        .iter()
        .map(|probe| {
            let weighed = match probes.get(probe) {
                None => Weighed::Unclear(Clean::words("the probe was not reached")),
                Some(seen) => weigh_probe(expected, seen),
            };
            (probe.clone(), weighed)
        })
        .collect()
}

fn weigh_probe(expected: &Expected, seen: &Observation) -> Weighed {
    let fact = seen
        .facts
        .iter()
        .find(|fact| fact.expected == expected.number);
    match (&expected.predicate, fact) {
        (Predicate::Is(is), _) => weigh_outcome(is, &seen.outcome),
        (_, Some(fact)) if fact.held => Weighed::Met,
        (_, Some(fact)) => Weighed::Breached(Harm::Unmet, fact.seen.clone()),
        // Only a refusal can have had a frame before it; its own expectation judges the rest.
        (Predicate::NoFrameBeforeRefusal, None) => Weighed::Met,
        (_, None) => Weighed::Unclear(Clean::words("there was nothing to match")),
    }
}

fn weigh_outcome(is: &Is, outcome: &Outcome) -> Weighed {
    let seen = Clean::words(outcome.to_string());
    let breached = |harm| Weighed::Breached(harm, seen.clone());
    match (is, outcome) {
        (_, Outcome::Unclear(why)) => Weighed::Unclear(why.clone()),
        (is, Outcome::Refused { declared, .. }) if in_the_way(is, declared) => Weighed::Unclear(
            Clean::words(format!("a limit of the target came first ({seen})")),
        ),
        (Is::ByRow(_), _) => Weighed::Unclear(Clean::words("no row decides")),

        (Is::Ended(cause), Outcome::Ended { declared, .. }) if declared.contains(cause) => {
            Weighed::Met
        }
        (Is::Ended(_), Outcome::Ended { .. }) => breached(Harm::Otherwise),
        (Is::Ended(_), Outcome::Quiet) => {
            Weighed::Breached(Harm::Unmet, Clean::words("the socket stayed open"))
        }
        (Is::Ended(_), _) => breached(Harm::Unmet),

        (_, Outcome::Broken(_)) => breached(Harm::Broken),
        (Is::Either, _) => Weighed::Met,

        (Is::Accepted, Outcome::Accepted(_) | Outcome::Done) => Weighed::Met,
        (Is::Accepted, Outcome::Quiet) => {
            Weighed::Breached(Harm::Shut, Clean::words("nothing came in the time"))
        }
        (Is::Accepted, Outcome::Heard(_)) => Weighed::Unclear(Clean::words(
            "it was answered, but nothing proves acceptance",
        )),
        (Is::Accepted, _) => breached(Harm::Shut),

        (Is::NotAccepted, Outcome::Refused { .. } | Outcome::Ended { .. }) => Weighed::Met,
        (Is::Refused(class), Outcome::Refused { declared, .. }) if declared.contains(class) => {
            Weighed::Met
        }
        (Is::Refused(_), Outcome::Refused { .. } | Outcome::Ended { .. }) => {
            breached(Harm::Otherwise)
        }
        (Is::NotAccepted | Is::Refused(_), Outcome::Accepted(_)) => breached(Harm::Hole),
        (Is::NotAccepted | Is::Refused(_), _) => {
            Weighed::Unclear(Clean::words("neither a refusal nor a proof of acceptance"))
        }

        (Is::NotRefused(class), Outcome::Refused { declared, .. }) if declared.contains(class) => {
            breached(Harm::Shut)
        }
        (Is::NotRefused(_), _) => Weighed::Met,

        (Is::Quiet, Outcome::Quiet) => Weighed::Met,
        (Is::Quiet, Outcome::Heard(_)) => breached(Harm::Hole),
        (Is::Quiet, _) => Weighed::Unclear(Clean::words("silence was not watched")),
    }
}

/// A limit that answers in place of what is judged says nothing about it.
fn in_the_way(is: &Is, declared: &[Class]) -> bool {
    let limits = [Class::Limited, Class::Capacity, Class::Unavailable];
    let wanted = match is {
        Is::Refused(class) | Is::NotRefused(class) => Some(class),
        _ => None,
    };
    !declared.is_empty()
        && declared
            .iter()
            .all(|class| limits.contains(class) && Some(class) != wanted)
}

fn weigh_same(features: &[Feature], names: &[String], probes: &Probes) -> Weighed {
    let mut seen = Vec::new();
    for name in names {
        match probes.get(name) {
            Some(probe) if !matches!(probe.outcome, Outcome::Unclear(_)) => {
                seen.push((name, probe))
            }
            _ => return Weighed::Unclear(Clean::words(format!("`{name}` cannot be compared"))),
        }
    }
    let Some(((first_name, first), rest)) = seen.split_first() else {
        return Weighed::Unclear(Clean::words("nothing to compare"));
    };
    for (name, other) in rest {
        for feature in features {
            let (a, b) = (first.features.get(feature), other.features.get(feature));
            if a != b {
                let (a, b) = (feature_value(*feature, a), feature_value(*feature, b));
                let what = format!(
                    "{} differs: {first_name} {a}, {name} {b}",
                    format!("{feature:?}").to_lowercase()
                );
                return Weighed::Breached(Harm::Unmet, Clean::words(what));
            }
        }
    }
    Weighed::Met
}

/// Only short features can be read; of the others, only that they differ.
fn feature_value(feature: Feature, value: Option<&String>) -> String {
    match (feature, value) {
        (_, None) => "has none".to_owned(),
        (Feature::Manner | Feature::Status | Feature::Code | Feature::Reason, Some(value)) => {
            format!("`{value}`")
        }
        (_, Some(_)) => "has another".to_owned(),
    }
}

/// What a predicate wants, in words.
fn wanted(predicate: &Predicate) -> String {
    match predicate {
        Predicate::Is(is) => is.to_string(),
        Predicate::Match(matcher) => crate::matches::wanted(matcher),
        Predicate::Same(features) => {
            let names: Vec<_> = features
                .iter()
                .map(|feature| format!("{feature:?}").to_lowercase())
                .collect();
            format!("the same {}", names.join(", "))
        }
        Predicate::NoFrameBeforeRefusal => "no data frame before the refusal".to_owned(),
    }
}
