//! What an act counted, against the bounds that were wanted.

use indexmap::IndexMap;
use model::clean::Clean;
use model::expectation::Bounds;
use model::observation::{Observation, Outcome};
use model::verdict::Harm;

use crate::weigh::Weighed;

/// Counts of what a gate must not let through: more than allowed is a hole.
const LET_THROUGH: &[&str] = &["accepted", "requests"];

/// Whether everything that was counted is within its bounds.
pub fn counted(wanted: &IndexMap<String, Bounds>, seen: &Observation) -> Weighed {
    // What was counted one by one is counted, whatever it came to together.
    let one_by_one = seen.attempts.is_some() || seen.deliveries.is_some();
    if let (Outcome::Unclear(why), false) = (&seen.outcome, one_by_one) {
        return Weighed::Unclear(why.clone());
    }
    for (name, bounds) in wanted {
        let Some(number) = seen.counts.get(name).copied() else {
            return Weighed::Unclear(Clean::words(format!("no `{name}` were counted")));
        };
        let most = bounds.exactly.or(bounds.at_most);
        let least = bounds.exactly.or(bounds.at_least);
        let over = most.is_some_and(|most| number > most);
        let counted = Clean::words(format!("{number} `{name}` were counted"));
        // Of a race, `LANE.accepted`.
        let kind = name.rsplit('.').next().unwrap_or(name);
        if over && LET_THROUGH.contains(&kind) {
            return Weighed::Breached(Harm::Hole, counted);
        }
        if over || least.is_some_and(|least| number < least) {
            return Weighed::Breached(Harm::Unmet, counted);
        }
    }
    Weighed::Met
}

/// Bounds in words.
pub fn bounds(wanted: &IndexMap<String, Bounds>) -> String {
    let counts = wanted
        .iter()
        .map(|(name, bounds)| format!("{} `{name}`", many(bounds)));
    counts.collect::<Vec<_>>().join(", ")
}

fn many(bounds: &Bounds) -> String {
    match (bounds.exactly, bounds.at_least, bounds.at_most) {
        (Some(number), ..) => format!("exactly {number}"),
        (None, Some(least), Some(most)) => format!("{least} to {most}"),
        (None, Some(least), None) => format!("at least {least}"),
        (None, None, Some(most)) => format!("at most {most}"),
        (None, None, None) => "any number of".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use model::plan::Tag;
    use serde_json::json;

    use super::*;

    fn weighed(bounds: serde_json::Value, name: &str, number: u64) -> &'static str {
        let seen = Observation {
            act: 1,
            tag: Tag::Probe("p".to_owned()),
            outcome: Outcome::Done,
            facts: Vec::new(),
            features: IndexMap::new(),
            counts: IndexMap::from([(name.to_owned(), number)]),
            attempts: None,
            deliveries: None,
            notices: Vec::new(),
            evidence: Default::default(),
        };
        let wanted = serde_json::from_value(json!({ "a.accepted": bounds })).unwrap();
        match counted(&wanted, &seen) {
            Weighed::Met => "met",
            Weighed::Breached(Harm::Hole, _) => "hole",
            Weighed::Breached(..) => "breached",
            Weighed::Unclear(_) => "unclear",
        }
    }

    #[test]
    fn every_bound_is_met_or_not() {
        let of = |bounds, number| weighed(bounds, "a.accepted", number);
        assert_eq!(of(json!({"exactly": 2}), 2), "met");
        assert_eq!(of(json!({"exactly": 2}), 3), "hole");
        assert_eq!(of(json!({"exactly": 2}), 1), "breached");
        assert_eq!(of(json!({"at-least": 2, "at-most": 3}), 3), "met");
        assert_eq!(of(json!({"at-least": 2, "at-most": 3}), 4), "hole");
        assert_eq!(of(json!({"at-least": 2}), 1), "breached");
        assert_eq!(weighed(json!({"exactly": 0}), "refused", 0), "unclear");
    }
}
