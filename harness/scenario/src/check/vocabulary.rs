//! The words of catalogue checks: operations of the closed list, with the inputs and outputs that it
//! gives them.

use indexmap::IndexMap;
use model::operations::{CREDENTIALS, Kind, Known, OPERATIONS, known};
use model::step::Step;
use serde_json::Value;

use crate::body::Seen;
use crate::check::ScenarioFile;
use crate::fault::Faults;

/// Checks the operations of every step.
pub(crate) fn check(file: &ScenarioFile, faults: &mut Faults) {
    for seen in file.body().steps {
        let Some(op) = seen.step.op() else { continue };
        // Which operation a row means is known when it is bound.
        if op.contains("${") {
            continue;
        }
        match known(op) {
            Some(known) => words(known, &seen, faults),
            None => {
                let place = seen.spot.at("op").value();
                let names = OPERATIONS.iter().map(|known| known.name);
                faults.unknown(place, "operation of the catalogue", op, names);
            }
        }
    }
}

fn words(known: &Known, seen: &Seen<'_, Step>, faults: &mut Faults) {
    let fits = match seen.step {
        Step::Call(_) => matches!(known.kind, Kind::Request | Kind::Either),
        Step::Open(_) => known.kind == Kind::Socket,
        Step::Send(_) => matches!(known.kind, Kind::Message | Kind::Either),
        _ => true,
    };
    if !fits {
        let what = match known.kind {
            Kind::Request | Kind::Either => "a request",
            Kind::Socket => "a socket",
            Kind::Message => "a message on a socket",
        };
        let message = format!("operation `{}` is {what}", known.name);
        faults.add(seen.spot.at("op").value(), message);
    }
    let (with, capture) = match seen.step {
        Step::Call(step) => (&step.with, Some(&step.capture)),
        Step::Open(step) => (&step.with, None),
        Step::Send(step) => (&step.with, None),
        Step::Broadcast(step) => (&step.with, None),
        _ => return,
    };
    inputs(known, with, seen, faults);
    for (own, output) in capture.into_iter().flatten() {
        let names = || {
            let outputs = known.outputs.iter().chain(CREDENTIALS);
            outputs.map(|(name, _)| *name)
        };
        if !names().any(|name| name == output) && !output.contains("${") {
            let place = seen.spot.at("capture").at(own).value();
            let what = format!("output of operation `{}`", known.name);
            faults.unknown(place, &what, output, names());
        }
    }
}

fn inputs(
    known: &Known,
    with: &IndexMap<String, Value>,
    seen: &Seen<'_, Step>,
    faults: &mut Faults,
) {
    let names = || {
        let inputs = known.inputs.iter().chain(CREDENTIALS);
        inputs.map(|(name, _)| *name)
    };
    for input in with.keys() {
        if !names().any(|name| name == input) {
            let place = seen.spot.at("with").at(input).key();
            let what = format!("input of operation `{}`", known.name);
            faults.unknown(place, &what, input, names());
        }
    }
}
