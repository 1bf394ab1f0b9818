//! Scenario files: read, and checked as far as that needs no target.

mod bursts;
pub(crate) mod captures;
pub(crate) mod catalogue;
mod controls;
mod counts;
pub(crate) mod credentials;
mod documents;
mod each;
mod expectations;
mod includes;
pub(crate) mod many;
pub(crate) mod marks;
mod matrix;
mod members;
pub(crate) mod names;
mod outcomes;
pub(crate) mod patience;
mod predicates;
mod prose;
mod requests;
pub(crate) mod sockets;
pub(crate) mod steps;
mod vocabulary;
pub(crate) mod witness;

use model::scenario::Scenario;
use serde_json::Value;

use crate::diagnostics::Diagnostics;
use crate::document::{Document, Kind};
use crate::fault::Faults;
use crate::flow::Flows;
use crate::source::Source;

pub(crate) use includes::agree;
pub(crate) use matrix::MOST as MOST_CASES;

/// A scenario file that holds together.
#[derive(Debug, Clone)]
pub struct ScenarioFile {
    /// What it says. Where a reference to a row or to the contract stands for a typed value, an
    /// example of that type stands here; `bind` fills in what it refers to.
    pub scenario: Scenario,
    /// Its text.
    pub source: Source,
    pub(crate) document: Document,
    /// What it may include.
    pub(crate) flows: Flows,
}

/// Reads a scenario file that includes no flows; [`Flows::read_scenario`] reads one that does.
///
/// # Errors
/// Everything that is wrong with it, at once.
pub fn read_scenario(source: Source) -> Result<ScenarioFile, Diagnostics> {
    read_with(&Flows::default(), source, false)
}

/// Reads a check of the catalogue, a scenario with all of its metadata at the path of its id, that
/// includes no flows; [`Flows::read_check`] reads one that does.
///
/// # Errors
/// Everything that is wrong with it, at once.
pub fn read_check(source: Source) -> Result<ScenarioFile, Diagnostics> {
    read_with(&Flows::default(), source, true)
}

/// Reads a scenario, or a check of the catalogue.
pub(crate) fn read_with(
    flows: &Flows,
    source: Source,
    is_check: bool,
) -> Result<ScenarioFile, Diagnostics> {
    let (document, scenario) = Document::read::<Scenario>(&source, Kind::Scenario)?;
    let file = ScenarioFile {
        scenario,
        source,
        document,
        flows: flows.clone(),
    };
    let mut faults = Faults::default();
    let body = file.body();
    steps::check(&body, &mut faults);
    many::check(&body, &mut faults);
    credentials::check(&body, &mut faults);
    includes::check(&file, &mut faults);
    captures::check(&body, &mut faults);
    marks::check(&body, &mut faults);
    patience::check(&body, &file.scenario.expect, &mut faults);
    witness::check(&body, &mut faults);
    matrix::check(&file, &mut faults);
    expectations::check(&file, &mut faults);
    controls::check(&file, &mut faults);
    documents::check(&file, &mut faults);
    if is_check {
        catalogue::check(&file, &mut faults);
        vocabulary::check(&file, &mut faults);
    }
    match faults.is_empty() {
        true => Ok(file),
        false => Err(file.document.told(&file.source, faults)),
    }
}

impl ScenarioFile {
    /// The file as JSON, as it is written.
    pub fn json(&self) -> &Value {
        &self.document.json
    }
}
