//! The names that a file makes known: captures, values and inputs, each once and plain.

use std::collections::HashMap;

use model::step::Step;

use crate::body::{Body, Seen};
use crate::fault::Faults;
use crate::region::Region;
use crate::tree::Spot;

/// The captures of all steps: name, number of the step, place; in the order of the file.
pub(crate) fn captured<'s>(body: &Body<'s>) -> Vec<(&'s str, usize, Region)> {
    let mut found: Vec<(&str, usize, Region)> = Vec::new();
    let mut add = |names: Vec<&'s str>, number: usize, spot: Spot<'_>| {
        let place = |name: &str| spot.at("capture").at(name).key();
        found.extend(names.into_iter().map(|name| (name, number, place(name))));
    };
    for &Seen {
        number, step, spot, ..
    } in &body.steps
    {
        let names = match step {
            Step::Call(call) => call.capture.keys().map(String::as_str).collect(),
            Step::Http(http) => http.capture.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        add(names, number, spot);
    }
    for &Seen {
        number, step, spot, ..
    } in &body.includes
    {
        let names = step.capture.keys().map(String::as_str).collect();
        add(names, number, spot);
    }
    found.sort_by_key(|(_, number, _)| *number);
    found
}

/// Checks the names. The answer: capture -> the first step that makes it, and where.
pub(crate) fn check<'s>(body: &Body<'s>, faults: &mut Faults) -> HashMap<&'s str, (usize, Region)> {
    let mut captures = HashMap::new();
    for (name, number, place) in captured(body) {
        plain(name, place, faults);
        captures.entry(name).or_insert((number, place));
    }
    let top = body.document.top();
    let values = body.values.keys().map(|name| (name.as_str(), "values"));
    let inputs = body.inputs.iter().map(|name| (*name, "inputs"));
    for (name, part) in values.clone().chain(inputs) {
        let place = top.at(part).at(name).key();
        plain(name, place, faults);
        if let Some((_, capture)) = captures.get(name) {
            let what = match part {
                "values" => "a value",
                _ => "an input",
            };
            faults
                .add(*capture, format!("`{name}` is {what} already"))
                .also(place, "here")
                .cure("give the capture another name");
        }
    }
    for (name, part) in values {
        if body.inputs.contains(&name) {
            faults
                .add(
                    top.at(part).at(name).key(),
                    format!("`{name}` is an input already"),
                )
                .also(top.at("inputs").at(name).key(), "here")
                .cure("give the value another name");
        }
    }
    captures
}

/// Notes that a code verifier and its challenge are no one value.
pub(crate) fn two_parts(name: &str, place: Region, faults: &mut Faults) {
    faults
        .add(place, format!("`{name}` has two parts"))
        .cure(format!(
            "write ${{{name}.verifier}} or ${{{name}.challenge}} (RFC 7636 4)"
        ));
}

/// A dot in a name would make it a path.
pub(crate) fn plain(name: &str, place: Region, faults: &mut Faults) {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    if name.is_empty() || !name.chars().all(allowed) {
        faults.add(place, "such a name has letters, digits, `-` and `_`");
    }
}
