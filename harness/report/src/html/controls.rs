//! The controls of a case: whether the legitimate request stood before and after the probes.

use model::observation::{Observation, Outcome};
use model::plan::Tag;

use crate::case::CaseView;

/// The controls of a case, in order.
pub(super) fn of(case: &CaseView) -> impl Iterator<Item = &Observation> {
    let seen = case.seen().iter().map(|seen| &seen.observation);
    seen.filter(|seen| matches!(seen.tag, Tag::Control | Tag::ControlRefused))
}

/// Whether the controls stood, before and after the probes: `the legitimate request was accepted before`.
pub(super) fn told(case: &CaseView) -> String {
    let probes = case.seen().iter().map(|seen| &seen.observation);
    let probe = |seen: &Observation| matches!(seen.tag, Tag::Probe(_));
    let acts: Vec<u32> = probes
        .filter(|seen| probe(seen))
        .map(|seen| seen.act)
        .collect();
    let (first, last) = (acts.iter().min().copied(), acts.iter().max().copied());
    let mut told = Vec::new();
    for (tag, words) in [
        (Tag::Control, "The legitimate request was accepted"),
        (Tag::ControlRefused, "The anonymous request was refused"),
    ] {
        let stood = |seen: &&Observation| {
            let accepted = matches!(seen.outcome, Outcome::Accepted(_));
            let refused = matches!(seen.outcome, Outcome::Refused { .. });
            if tag == Tag::Control {
                accepted
            } else {
                refused
            }
        };
        let good: Vec<u32> = of(case)
            .filter(|seen| seen.tag == tag)
            .filter(stood)
            .map(|seen| seen.act)
            .collect();
        let before = good
            .iter()
            .any(|act| first.is_some_and(|first| *act < first));
        let after = good.iter().any(|act| last.is_some_and(|last| *act > last));
        match (before, after, good.is_empty()) {
            (true, true, _) => told.push(format!("{words} before and after.")),
            (true, false, _) => told.push(format!("{words} before.")),
            (false, true, _) => told.push(format!("{words} after.")),
            (false, false, false) => told.push(format!("{words}.")),
            (false, false, true) => {}
        }
    }
    told.join(" ")
}
