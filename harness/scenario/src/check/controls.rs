//! Controls: without one before and one after the probes, a verdict would mean nothing.

use model::credential::CredentialValue;
use model::expectation::Is;
use model::scenario::Must;
use model::step::{Control, Step};

use crate::body::Seen;
use crate::check::ScenarioFile;
use crate::fault::Faults;
use crate::rows;

/// Checks that controls stand around the probes.
pub(crate) fn check(file: &ScenarioFile, faults: &mut Faults) {
    let steps: Vec<(usize, Seen<'_, Step>)> = file.body().steps.into_iter().enumerate().collect();
    // What a listener counted is judged after all that is no control.
    let is_control = |step: &Seen<'_, Step>| step.step.part().control.is_some();
    let others = steps.iter().filter(|(_, step)| !is_control(step));
    let end = others.map(|(place, _)| *place).max().unwrap_or_default();
    let probes = || {
        let probes = steps.iter();
        let probes = probes.filter(|(_, step)| step.step.part().probe.is_some());
        probes.map(|(place, step)| match step.step {
            Step::Listen(_) => (end, step),
            _ => (*place, step),
        })
    };
    let (Some((first, opening)), Some((last, closing))) = (
        probes().min_by_key(|(place, _)| *place),
        probes().max_by_key(|(place, _)| *place),
    ) else {
        // That nothing is judged is a fault of its own.
        return;
    };
    let legitimate = |(_, step): &&(usize, Seen<'_, Step>)| {
        let part = step.step.part();
        part.control.is_some() && part.must.is_none()
    };
    let both = |step: &Seen<'_, Step>| step.step.part().control == Some(Control::Both);
    let mut controls = steps.iter().filter(legitimate);
    if !controls.clone().any(|(place, _)| *place < first) {
        faults
            .add(opening.spot.at("probe").key(), "no control before the first probe")
            .label("a refusal here would prove nothing")
            .cure("add a legitimate step that must work before it, with `control: here` or `control: both`");
    }
    if !controls.any(|(place, step)| *place > last || both(step)) {
        faults
            .add(closing.spot.at("probe").key(), "no control after the last probe")
            .label("a dead service would pass")
            .cure("add a legitimate step with `control: here` after it, or make the first one `control: both`");
    }
    if is_positive(file) && !steps.iter().any(|(_, step)| refused(step.step)) {
        faults
            .add(
                file.document.top().at("expect").key(),
                "everything is expected to be accepted, and nothing to be refused",
            )
            .label("a service that serves anybody would pass")
            .cure("add the same step `as: anonymous` with `control: both, must: refuse`");
    }
}

/// True when every outcome that is expected is acceptance.
fn is_positive(file: &ScenarioFile) -> bool {
    let outcomes = file.scenario.expect.iter();
    let mut outcomes = outcomes.filter_map(|expectation| expectation.outcome.as_ref());
    let some = outcomes.clone().next().is_some();
    some && outcomes.all(|outcome| match outcome {
        Is::Accepted => true,
        Is::ByRow(_) => rows_accept(file),
        _ => false,
    })
}

fn rows_accept(file: &ScenarioFile) -> bool {
    let matrix = file.scenario.matrix.iter();
    matrix
        .filter(|(_, axis)| rows::decides(axis))
        .flat_map(|(name, axis)| rows::of_axis(axis, &file.document.json["matrix"][name]))
        .all(|row| row.must == Some(Must::Accept))
}

/// True for a control that must be refused because it proves nobody's identity.
fn refused(step: &Step) -> bool {
    let part = step.part();
    let uses = match step {
        Step::Call(call) => call.credential.as_slice(),
        Step::Open(open) => open.credential.as_slice(),
        _ => &[],
    };
    let without = uses
        .iter()
        .any(|used| matches!(used.value, CredentialValue::None | CredentialValue::Empty));
    let anonymous = part.who.as_deref() == Some("anonymous");
    part.control.is_some() && part.must.is_some() && (anonymous || without)
}
