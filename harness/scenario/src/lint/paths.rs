//! Paths into a target: a path that no target can have skips a check for ever.

use crate::check::{ScenarioFile, seen};
use crate::fault::Faults;
use crate::paths::walk;
use crate::references::{self, Name};
use crate::region::Region;

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
    if let Err(lost) = walk(path) {
        lost.tell(place, faults);
    }
}
