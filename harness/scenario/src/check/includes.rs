//! Includes: flows that are there, inputs that they take and need, outputs that they have.

use std::borrow::Cow;

use model::flow::Include;
use model::step::Step;
use model::template::whole_reference;
use serde_json::Value;

use crate::body::Seen;
use crate::check::ScenarioFile;
use crate::check::sockets::{self, Count, Use};
use crate::fault::Faults;
use crate::flow::FlowFile;
use crate::tree::Spot;

/// Checks the includes, and the sockets that they and the steps use.
pub(crate) fn check(file: &ScenarioFile, faults: &mut Faults) {
    let body = file.body();
    let mut uses = sockets::used(&body);
    for seen in &body.includes {
        let name = &seen.step.flow;
        // Which flow a row means is known when it is bound.
        if name.contains("${") {
            continue;
        }
        match file.flows.get(name) {
            Some(Ok(flow)) => {
                agree(seen.step, flow, seen.spot, faults);
                uses.extend(given(seen, flow));
            }
            Some(Err(errors)) => faults.elsewhere(errors.clone()),
            None => {
                let place = seen.spot.at("flow").value();
                faults.unknown(place, "flow", name, file.flows.names());
            }
        }
    }
    uses.sort_by_key(|used| used.number);
    sockets::check(&body, &uses, faults);
}

/// Notes where an include and its flow do not agree.
pub(crate) fn agree(include: &Include, flow: &FlowFile, spot: Spot<'_>, faults: &mut Faults) {
    let name = &flow.flow.flow;
    let inputs = &flow.flow.inputs;
    for given in include.with.keys() {
        if !inputs.contains_key(given) {
            let place = spot.at("with").at(given).key();
            let what = format!("input of the flow `{name}`");
            faults.unknown(place, &what, given, inputs.keys().map(String::as_str));
        }
    }
    for (input, about) in inputs {
        if about.default.is_none() && !include.with.contains_key(input) {
            faults
                .add(
                    spot.key(),
                    format!("the flow `{name}` needs its input `{input}`"),
                )
                .cure(format!("add `with: {{ {input}: … }}`"));
        }
    }
    let outputs = &flow.flow.outputs;
    for (own, output) in &include.capture {
        if !outputs.contains_key(output) {
            let place = spot.at("capture").at(own).value();
            let what = format!("output of the flow `{name}`");
            faults.unknown(place, &what, output, outputs.keys().map(String::as_str));
        }
    }
}

/// The sockets of the scenario that a flow opens or uses, by way of its inputs.
fn given<'s>(seen: &Seen<'s, Include>, flow: &FlowFile) -> Vec<Use<'s>> {
    let mut uses: Vec<Use<'s>> = Vec::new();
    let mut done: Vec<&str> = Vec::new();
    let opens = |step: &&Step| matches!(step, Step::Open(_));
    let (opening, using): (Vec<&Step>, Vec<&Step>) = flow.flow.steps.iter().partition(opens);
    for (steps, opens) in [(opening, true), (using, false)] {
        for input in steps.into_iter().filter_map(Step::socket) {
            let Some(input) = whole_reference(input).filter(|input| !done.contains(input)) else {
                continue;
            };
            let default = flow.flow.inputs.get(input);
            let default = default.and_then(|input| input.default.as_ref());
            let Some(Value::String(socket)) = seen.step.with.get(input).or(default) else {
                continue;
            };
            done.push(input);
            uses.push(Use {
                number: seen.number,
                socket: Cow::from(socket.clone()),
                opens,
                count: Count::Unknown,
                place: seen.spot.at("with").at(input).value(),
            });
        }
    }
    uses
}
