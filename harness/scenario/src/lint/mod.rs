//! What is wrong with a scenario although it can be read and bound: paths that no target has, rows
//! that do not fit their places, names that nobody uses, slips in the names of operations.

mod defects;
mod paths;
mod unused;

use crate::bind::{combinations, filled};
use crate::body::Body;
use crate::check::ScenarioFile;
use crate::diagnostics::Diagnostics;
use crate::fault::Faults;
use crate::flow::FlowFile;
use crate::nearest;
use crate::target::TargetFile;

pub use defects::unknown_defects;

/// What reading and binding do not find, in a scenario and in the flows that it includes. Without a
/// target, everything that needs none; with one, the names of its operations as well.
pub fn lint(target: Option<&TargetFile>, scenario: &ScenarioFile) -> Diagnostics {
    let mut faults = Faults::default();
    let body = scenario.body();
    paths::check(scenario, &mut faults);
    unused::check(&body, Vec::new(), &mut faults);
    if let Some(Ok(all)) = combinations(None, scenario, &mut faults) {
        for rows in all {
            // What comes of it is not needed, only what is wrong with it.
            let _ = filled(None, scenario, &rows, &mut faults);
        }
    }
    if let Some(target) = target {
        slips(target, &body, &mut faults);
    }
    for include in &body.includes {
        if let Some(Ok(flow)) = scenario.flows.get(&include.step.flow) {
            faults.elsewhere(lint_flow(target, flow));
        }
    }
    scenario.document.told(&scenario.source, faults)
}

fn lint_flow(target: Option<&TargetFile>, flow: &FlowFile) -> Diagnostics {
    let mut faults = Faults::default();
    let body = flow.body();
    let outputs = flow.flow.outputs.values().map(String::as_str);
    paths::referred(&flow.document, &mut faults);
    unused::check(&body, outputs.collect(), &mut faults);
    if let Some(target) = target {
        slips(target, &body, &mut faults);
    }
    flow.document.told(&flow.source, faults)
}

/// An operation that the target lacks skips the check; when the target has one of nearly the same
/// name, that is more likely a slip.
fn slips(target: &TargetFile, body: &Body<'_>, faults: &mut Faults) {
    let operations = &target.target.operations;
    for step in &body.steps {
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
