//! Planted defects that a check names.

use crate::check::ScenarioFile;
use crate::diagnostics::Diagnostics;
use crate::fault::Faults;

/// The defects that a scenario names and that nobody can plant: `known` are those that there are.
pub fn unknown_defects(scenario: &ScenarioFile, known: &[&str]) -> Diagnostics {
    let mut faults = Faults::default();
    let spot = scenario.document.top().at("defects");
    for (index, defect) in scenario.scenario.defects.iter().enumerate() {
        if !known.contains(&defect.as_str()) {
            let place = spot.item(index).value();
            faults.unknown(place, "defect", defect, known.iter().copied());
        }
    }
    scenario.document.told(&scenario.source, faults)
}
