//! What a flow must keep: nothing in it is judged, outputs are captured, defaults fit.

use model::template::{fill_known, references};
use serde_json::Value;

use crate::check::{captures, credentials, many, marks, names, patience, sockets, steps, witness};
use crate::fault::Faults;
use crate::flow::FlowFile;
use crate::nearest;
use crate::references::Name;
use crate::region::Region;

/// Checks a flow that is included as `name`.
pub(super) fn check(file: &FlowFile, name: &str, faults: &mut Faults) {
    let body = file.body();
    steps::check(&body, faults);
    many::check(&body, faults);
    credentials::check(&body, faults);
    sockets::check(&body, &sockets::used(&body), faults);
    captures::check(&body, faults);
    marks::check(&body, faults);
    patience::check(&body, &[], faults);
    witness::check(&body, faults);
    named(file, name, faults);
    unjudged(file, faults);
    outputs(file, faults);
    defaults(file, faults);
}

fn named(file: &FlowFile, name: &str, faults: &mut Faults) {
    if file.flow.flow != name {
        faults
            .add(
                file.document.top().at("flow").value(),
                "the name is not the file's path",
            )
            .label(format!("is included as `{}`", nearest::short(name)))
            .cure("the name is the path below `flows/`, without `.yaml`");
    }
}

fn unjudged(file: &FlowFile, faults: &mut Faults) {
    for seen in file.body().steps {
        for (field, what) in [
            ("probe", "a flow has no probes"),
            ("control", "a flow has no controls"),
        ] {
            if seen.spot.at(field).is_there() {
                faults
                    .add(seen.spot.at(field).key(), what)
                    .cure("its steps are set-up: let the scenario judge what they lead to");
            }
        }
    }
}

fn outputs(file: &FlowFile, faults: &mut Faults) {
    let body = file.body();
    let mut captured: Vec<&str> = names::captured(&body)
        .into_iter()
        .map(|(name, _, _)| name)
        .collect();
    captured.dedup();
    for (output, capture) in &file.flow.outputs {
        // That it is a reference is a fault of its own.
        if captured.contains(&capture.as_str()) || capture.contains("${") {
            continue;
        }
        let place = file.document.top().at("outputs").at(output).value();
        let fault = faults.add(
            place,
            format!("no step captures `{}`", nearest::short(capture)),
        );
        if let Some(near) = nearest::nearest(capture, captured.iter().copied()) {
            fault.label(format!("did you mean `{near}`?"));
        }
        fault.cure(match captured.is_empty() {
            true => "an output is a capture of a step: `capture: { … }`".to_owned(),
            false => format!("the steps capture {}", nearest::list(&captured)),
        });
    }
}

/// Defaults are of the types that the steps want, and refer to nothing of the scenario.
fn defaults(file: &FlowFile, faults: &mut Faults) {
    let spot = file.document.top().at("inputs");
    let mut plain = Vec::new();
    for (name, input) in &file.flow.inputs {
        let Some(default) = &input.default else {
            continue;
        };
        let names: Vec<Name<'_>> = references(default).into_iter().map(Name::of).collect();
        let known = |name: &Name<'_>| {
            matches!(
                name,
                Name::Identity(_) | Name::Identities(..) | Name::Contract(_)
            )
        };
        if !names.iter().all(known) {
            faults
                .add(
                    spot.at(name).at("default").value(),
                    "a default refers to something of a case",
                )
                .cure("it may refer to `${identity.…}`, `${identities.…}` and `${contract.…}`");
        } else if names.is_empty() {
            plain.push((name.as_str(), default));
        }
    }
    let look = |name: &str| {
        let found = plain.iter().find(|(known, _)| *known == name);
        found.map(|(_, default)| (*default).clone())
    };
    let filled = file.with_steps(fill_known(&file.document.json["steps"], &look));
    for misfit in file.misfits(&filled) {
        let input = misfit.inputs.iter().find(|name| look(name).is_some());
        if let Some(input) = input {
            let place = spot.at(input).at("default").value();
            faults.add(place, misfit.message).label(misfit.label);
        }
    }
}

/// What a value made of a step.
pub(crate) struct Misfit<'f> {
    /// Where it stands in the flow.
    pub(crate) place: Region,
    /// The inputs that stand at its place; none when the file itself is at fault.
    pub(crate) inputs: Vec<&'f str>,
    /// What was expected and found.
    pub(crate) message: String,
    /// What it became.
    pub(crate) label: String,
}

impl FlowFile {
    /// What is wrong with the flow once inputs are filled in.
    pub(crate) fn misfits(&self, filled: &Value) -> Vec<Misfit<'_>> {
        let mut faults = Faults::default();
        self.document.validate(&self.source, filled, &mut faults);
        let misfit = |(place, message, label): (Region, String, String)| {
            let written = Value::from(place.of(&self.source.text));
            let written = references(&written).into_iter();
            let inputs = self.flow.inputs.keys().map(String::as_str);
            let inputs: Vec<&str> = inputs
                .filter(|input| written.clone().any(|name| name == *input))
                .collect();
            Misfit {
                place,
                inputs,
                message,
                label,
            }
        };
        faults.into_parts().into_iter().map(misfit).collect()
    }
}
