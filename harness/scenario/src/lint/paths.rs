//! Paths into a target: a path that no target can have skips a check for ever.

use crate::check::ScenarioFile;
use crate::document::Document;
use crate::fault::Faults;
use crate::paths::walk;
use crate::references::{self, Name};
use crate::region::Region;

/// Checks the paths of `needs`, of rows that the contract decides, and of references.
pub(crate) fn check(file: &ScenarioFile, faults: &mut Faults) {
    referred(&file.document, faults);
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
}

/// Checks the paths of references.
pub(crate) fn referred(document: &Document, faults: &mut Faults) {
    for part in ["steps", "expect", "matrix", "inputs"] {
        let spot = document.top().at(part);
        references::each(&document.json[part], spot, &mut |name, spot| {
            if let Name::Contract(_) = Name::of(name) {
                known(name, spot.value(), faults);
            }
        });
    }
}

/// Notes when the schema of targets has no such path.
fn known(path: &str, place: Region, faults: &mut Faults) {
    if let Err(lost) = walk(path) {
        lost.tell(place, faults);
    }
}
