//! Paths into a target: a path that no target can have skips a check for ever.

use crate::check::{ScenarioFile, seen};
use crate::fault::Faults;
use crate::references::{self, Name};
use crate::region::Region;
use crate::schema::{TARGET, properties, resolve};

/// Checks the paths of `needs`, of rows that the contract decides, and of references.
pub(crate) fn check(file: &ScenarioFile, faults: &mut Faults) {
    let top = file.document.top();
    for path in file.scenario.needs.keys() {
        known(path, top.at("needs").at(path).key(), faults);
    }
    for (name, axis) in &file.scenario.matrix {
        let spot = top.at("matrix").at(name).at("contract");
        for (row, path) in &axis.contract {
            known(&format!("contract.{path}"), spot.at(row).value(), faults);
        }
    }
    let mut contract = |name: &str, place: Region| {
        if let Name::Contract(_) = Name::of(name) {
            known(name, place, faults);
        }
    };
    for step in seen(file) {
        references::each(step.json, step.spot, &mut |name, spot| {
            contract(name, spot.value());
        });
    }
    for part in ["expect", "matrix"] {
        references::each(
            &file.document.json[part],
            top.at(part),
            &mut |name, spot| {
                contract(name, spot.value());
            },
        );
    }
}

/// Notes when the schema of targets has no such path.
fn known(path: &str, place: Region, faults: &mut Faults) {
    let schema = &TARGET.value;
    let mut node = schema;
    let mut walked: Vec<&str> = Vec::new();
    for token in path.split('.') {
        node = resolve(schema, node);
        let members = properties(node);
        let next = members
            .and_then(|members| members.get(token))
            .or_else(|| {
                node.get("additionalProperties")
                    .filter(|more| more.is_object())
            })
            .or_else(|| node.get("items"));
        // `main` is the first credential that an operation needs.
        let next = match (walked.as_slice(), token) {
            (["operations", _], "main") => schema.pointer("/$defs/Credential"),
            _ => next,
        };
        let Some(next) = next else {
            // Choices and free values are not followed.
            if members.is_some() || node.get("type").is_some() {
                let what = match walked.is_empty() {
                    true => "field of a target".to_owned(),
                    false => format!("field of `{}`", walked.join(".")),
                };
                let fields = members.into_iter().flat_map(|members| members.keys());
                faults.unknown(place, &what, token, fields.map(String::as_str));
            }
            return;
        };
        walked.push(token);
        node = next;
    }
}
