//! From outcomes and facts to a verdict: every expectation is met, breached, or cannot be said.

use std::collections::HashMap;

use model::clean::Clean;
use model::expectation::{Attributes, Is};
use model::metadata::{Level, Severity};
use model::observation::{Observation, Outcome};
use model::plan::{Expected, Predicate};
use model::verdict::{Breach, Harm, Kind, Verdict};

use crate::counts::counted;
use crate::outcomes::{limit_first, limited, weigh_outcome};
use crate::same::{listed, same};

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
        (Predicate::Is(is), _) => weigh_outcome(is, &seen.outcome),
        (Predicate::Count(counts), _) => counted(counts, seen),
        (Predicate::Match(matcher), Some(fact)) => {
            let forbids = matcher.forbids();
            match (doubt(seen, outcomes), fact.held) {
                // What must not be there and is there needs no other circumstances.
                (_, false) if forbids => Weighed::Breached(Harm::Unmet, fact.seen.clone()),
                (Some(why), _) => Weighed::Unclear(why),
                (None, true) => Weighed::Met,
                (None, false) => Weighed::Breached(Harm::Unmet, fact.seen.clone()),
            }
        }
        (_, Some(fact)) if fact.held => Weighed::Met,
        (_, Some(fact)) => Weighed::Breached(Harm::Unmet, fact.seen.clone()),
        // Only a refusal can have had a frame before it; the other expectation judges the rest.
        (Predicate::NoFrameBeforeRefusal, None) if !outcomes.is_empty() => Weighed::Met,
        (Predicate::NoFrameBeforeRefusal, None) => Weighed::Unclear(Clean::words(
            "without a refusal nothing shows what comes before one",
        )),
        (_, None) => Weighed::Unclear(Clean::words("there was too little to match")),
    }
}

/// Why what an answer says, or leaves out, is not what was asked for.
fn doubt(seen: &Observation, outcomes: &[&Is]) -> Option<Clean> {
    match &seen.outcome {
        Outcome::Unclear(why) if !outcomes.is_empty() => Some(why.clone()),
        Outcome::Refused { declared, .. } if limited(declared, outcomes) => {
            Some(limit_first(&seen.outcome))
        }
        _ => None,
    }
}

/// What a predicate wants, in words.
fn wanted(predicate: &Predicate) -> String {
    match predicate {
        Predicate::Is(is) => is.to_string(),
        Predicate::Match(matcher) => crate::phrases::wanted(matcher),
        Predicate::Same(features) => format!("the same {}", listed(features)),
        Predicate::NoFrameBeforeRefusal => "no data frame before the refusal".to_owned(),
        Predicate::NothingInternal => "nothing that tells of the inside".to_owned(),
        Predicate::Headers(headers) => format!("headers {}", named(headers.keys())),
        Predicate::Cookie(cookie) => match cookie.attributes {
            Attributes::AsDeclared => "cookies with the declared attributes".to_owned(),
            Attributes::AsPrefixDemands => "cookies that keep the rules of their prefix".to_owned(),
            Attributes::Cleared => "cookies that are taken away".to_owned(),
        },
        Predicate::Outputs(outputs) => format!("outputs {}", named(outputs.keys())),
        Predicate::Count(counts) => crate::counts::bounds(counts),
        Predicate::FieldsAsDeclared => "records with the declared fields".to_owned(),
        Predicate::Within(within) => format!("no longer than {within}"),
    }
}

fn named<'n>(names: impl Iterator<Item = &'n String>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
