//! Probes compared with each other, feature by feature.

use model::clean::Clean;
use model::expectation::Feature;
use model::observation::{Observation, Outcome};
use model::verdict::Harm;

use crate::outcomes::limited;
use crate::weigh::{Probes, Weighed};

/// Whether these features are alike on all of these probes.
pub fn same(features: &[Feature], names: &[String], probes: &Probes) -> Weighed {
    let mut seen = Vec::new();
    for name in names {
        match probes.get(name) {
            // A limiter answers all alike, whatever stands behind it.
            Some(Observation {
                outcome: Outcome::Refused { declared, .. },
                ..
            }) if limited(declared, &[]) => {
                return Weighed::Unclear(Clean::words(format!(
                    "a limit of the target answered `{name}`"
                )));
            }
            Some(probe) if !matches!(probe.outcome, Outcome::Unclear(_) | Outcome::Gone(_)) => {
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
                let what = format!("{} differs: {first_name} {a}, {name} {b}", word(*feature));
                return Weighed::Breached(Harm::Unmet, Clean::words(what));
            }
        }
    }
    let there = |feature: &&Feature| {
        let mut probes = seen.iter();
        probes.any(|(_, probe)| probe.features.contains_key(*feature))
    };
    match features.iter().find(there) {
        Some(_) => Weighed::Met,
        None => Weighed::Unclear(Clean::words(format!(
            "none of the probes has {}",
            listed(features)
        ))),
    }
}

/// The names of features.
pub fn listed(features: &[Feature]) -> String {
    let names: Vec<_> = features.iter().map(|feature| word(*feature)).collect();
    names.join(", ")
}

fn word(feature: Feature) -> String {
    format!("{feature:?}").to_lowercase()
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
