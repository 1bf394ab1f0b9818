//! What files can say, and this version does not do yet: read, validated, and skipped with the reason.

use model::expectation::Is;
use model::plan::{Expected, Predicate};
use model::step::Step;

/// Why a step is not done.
pub(crate) fn step(step: &Step) -> Option<String> {
    let what = match step {
        Step::Fuzz(_) => Some(step.verb()),
        _ => None,
    };
    what.map(said)
}

/// Why an expectation is not judged.
pub(crate) fn expectation(expected: &[Expected]) -> Option<String> {
    let what = |predicate: &Predicate| match predicate {
        Predicate::Is(Is::Unharmed(_)) => Some("unharmed"),
        _ => None,
    };
    let mut all = expected.iter();
    all.find_map(|expected| what(&expected.predicate)).map(said)
}

fn said(what: &str) -> String {
    format!("this version reads `{what}`, and does not do it yet")
}
