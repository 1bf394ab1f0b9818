//! What is wrong with a scenario although it can be read and bound: paths that no target has, rows
//! that do not fit their places, names that nobody uses, slips in the names of operations.

mod paths;
mod unused;

use crate::bind::{combinations, filled};
use crate::check::{ScenarioFile, seen};
use crate::diagnostics::Diagnostics;
use crate::fault::Faults;
use crate::nearest;
use crate::target::TargetFile;

/// What reading and binding do not find. Without a target, everything that needs none; with one,
/// the names of its operations as well.
pub fn lint(target: Option<&TargetFile>, scenario: &ScenarioFile) -> Diagnostics {
    let mut faults = Faults::default();
    paths::check(scenario, &mut faults);
    unused::check(scenario, &mut faults);
    if let Some(Ok(all)) = combinations(None, scenario, &mut faults) {
        for rows in all {
            // What comes of it is not needed, only what is wrong with it.
            let _ = filled(None, scenario, &rows, &mut faults);
        }
    }
    if let Some(target) = target {
        slips(target, scenario, &mut faults);
    }
    scenario.document.told(&scenario.source, faults)
}

/// An operation that the target lacks skips the check; when the target has one of nearly the same
/// name, that is more likely a slip.
fn slips(target: &TargetFile, scenario: &ScenarioFile, faults: &mut Faults) {
    let operations = &target.target.operations;
    for step in seen(scenario) {
        let Some(op) = step.step.op() else { continue };
        if operations.contains_key(op) || op.contains("${") {
            continue;
        }
        let known = operations.keys().map(String::as_str);
        if let Some(near) = nearest::nearest(op, known) {
            faults
                .add(
                    step.spot.at("op").value(),
                    format!("the target declares no operation `{op}`"),
                )
                .label(format!("did you mean `{near}`?"));
        }
    }
}
