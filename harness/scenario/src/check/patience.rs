//! Steps that are repeated until they are accepted or refused, and answers that are lost.

use model::expectation::{Expectation, Is};
use model::step::{Part, Patience, Step};

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
    let accepted = part.patience == Some(Patience::Effect);
    let (waits, other) = match accepted {
        true => ("patience waits for acceptance", Patience::Refusal),
        false => ("patience waits for a refusal", Patience::Effect),
    };
    let Some(probe) = &part.probe else {
        if part.must.is_some() == accepted {
            let fault = faults.add(place, waits);
            if accepted {
                fault.also(spot.at("must").key(), "and this must be refused");
            }
            fault.cure(format!("write `patience: {}`", word(other)));
        }
        return;
    };
    let of_probe =
        |it: &&Expectation| it.probe.as_ref() == Some(probe) || it.probes.contains(probe);
    let meets = |is: &Is| match is {
        Is::Accepted | Is::NotRefused(_) => accepted,
        Is::Refused(_) | Is::NotAccepted => !accepted,
        _ => false,
    };
    let mut outcomes = expect.iter().filter(of_probe);
    let unmet = outcomes.find_map(|it| it.outcome.as_ref().filter(|is| !meets(is)));
    if let Some(is) = unmet {
        let fault = faults.add(place, waits);
        fault.label(format!("but `{probe}` is expected to be {is}"));
        match is {
            Is::Accepted | Is::Refused(_) | Is::NotAccepted => {
                fault.cure(format!("write `patience: {}`", word(other)))
            }
            _ => fault.cure("leave `patience` out"),
        };
    }
}

fn word(patience: Patience) -> &'static str {
    match patience {
        Patience::Effect => "effect",
        Patience::Refusal => "refusal",
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
