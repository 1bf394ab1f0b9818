//! Captures, values and axes that nothing uses.

use std::collections::HashSet;

use model::scenario::Fresh;
use model::step::Step;
use serde_json::Value;

use crate::check::{ScenarioFile, seen};
use crate::fault::Faults;
use crate::references::Name;
use crate::rows::decides;

/// Notes them.
pub(crate) fn check(file: &ScenarioFile, faults: &mut Faults) {
    let used = Used::of(file);
    let top = file.document.top();
    for step in seen(file) {
        // Without a proof, what an HTTP request captures is its proof.
        let names: Vec<&str> = match step.step {
            Step::Call(call) => call.capture.keys().map(String::as_str).collect(),
            Step::Http(http) if http.proof.is_some() => {
                http.capture.keys().map(String::as_str).collect()
            }
            _ => Vec::new(),
        };
        for name in names {
            if !used.names.contains(name) {
                let place = step.spot.at("capture").at(name).key();
                faults
                    .add(place, format!("nothing uses the capture `{name}`"))
                    .cure(format!("refer to it as ${{{name}}}, or leave it out"));
            }
        }
    }
    for name in file.scenario.values.keys() {
        if !used.names.contains(name.as_str()) {
            faults
                .add(
                    top.at("values").at(name).key(),
                    format!("nothing uses the value `{name}`"),
                )
                .cure(format!("refer to it as ${{{name}}}, or leave it out"));
        }
    }
    for (name, axis) in &file.scenario.matrix {
        if !used.axes.contains(name.as_str()) {
            let cases = match decides(axis) {
                true => "its rows expect different things of the same steps",
                false => "its cases are all the same",
            };
            faults
                .add(
                    top.at("matrix").at(name).key(),
                    format!("no step uses axis `{name}`"),
                )
                .label(cases)
                .cure(format!("refer to it as ${{row.{name}}}, or leave it out"));
        }
    }
}

struct Used<'s> {
    names: HashSet<&'s str>,
    axes: HashSet<&'s str>,
}

impl<'s> Used<'s> {
    fn of(file: &'s ScenarioFile) -> Used<'s> {
        let mut used = Used {
            names: HashSet::new(),
            axes: HashSet::new(),
        };
        for part in ["steps", "expect", "matrix"] {
            used.all(&file.document.json[part]);
        }
        for value in file.scenario.values.values() {
            if let Fresh::Like(like) = &value.fresh {
                for part in model::template::parts(like) {
                    if let model::template::Part::Reference(name) = part {
                        used.names.insert(name);
                    }
                }
            }
        }
        used
    }

    fn all(&mut self, value: &'s Value) {
        for name in model::template::references(value) {
            match Name::of(name) {
                Name::Bare(name) => self.names.insert(name),
                Name::Row(axis, _) => self.axes.insert(axis),
                _ => false,
            };
        }
    }
}
