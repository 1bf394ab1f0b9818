//! Steps that are repeated until they are accepted, and answers that are lost.

use model::expectation::{Expectation, Is};
use model::step::{Part, Step};

use crate::body::{Body, Seen};
use crate::fault::Faults;
use crate::tree::Spot;

/// Checks these parts of the steps; `expect` is what a scenario expects of its probes.
pub(crate) fn check(body: &Body<'_>, expect: &[Expectation], faults: &mut Faults) {
    for Seen { step, spot, .. } in &body.steps {
        let part = step.part();
        if part.patience.is_some() {
            patient(step, part, expect, (*spot, faults));
        }
        if part.answer.is_some() {
            lost(step, part, (*spot, faults));
        }
    }
}

fn patient(
    step: &Step,
    part: &Part,
    expect: &[Expectation],
    (spot, faults): (Spot<'_>, &mut Faults),
) {
    let place = spot.at("patience").key();
    if !matches!(
        step,
        Step::Call(_) | Step::Http(_) | Step::Open(_) | Step::Send(_)
    ) {
        faults
            .add(
                place,
                format!("a step `{}` is neither accepted nor refused", step.verb()),
            )
            .cure("patience belongs to `call`, `http`, `open` and `send`");
        return;
    }
    if part.must.is_some() {
        faults
            .add(place, "patience waits for acceptance")
            .also(spot.at("must").key(), "and this must be refused")
            .cure("leave one of them out");
    }
    let Some(probe) = &part.probe else { return };
    let of_probe =
        |it: &&Expectation| it.probe.as_ref() == Some(probe) || it.probes.contains(probe);
    let mut outcomes = expect.iter().filter(of_probe);
    let other = outcomes.find_map(|it| it.outcome.as_ref().filter(|is| **is != Is::Accepted));
    if let Some(other) = other {
        faults
            .add(place, "patience waits for acceptance")
            .label(format!("but `{probe}` is expected to be {other}"))
            .cure("leave `patience` out: what must be refused is asked once");
    }
}

fn lost(step: &Step, part: &Part, (spot, faults): (Spot<'_>, &mut Faults)) {
    let place = spot.at("answer").key();
    let captures = match step {
        Step::Call(call) => !call.capture.is_empty(),
        Step::Http(http) => !http.capture.is_empty(),
        _ => {
            faults
                .add(
                    place,
                    format!("a step `{}` has no answer to lose", step.verb()),
                )
                .cure("`answer: discard` belongs to `call` and `http`");
            return;
        }
    };
    let uses = [
        ("probe", part.probe.is_some()),
        ("control", part.control.is_some()),
        ("capture", captures),
    ];
    for (field, there) in uses {
        if there {
            faults
                .add(
                    spot.at(field).key(),
                    "nothing is known of an answer that is lost",
                )
                .also(place, "lost here")
                .cure(format!("leave `{field}` out, or keep the answer"));
        }
    }
}
