//! Scenario files: read, and checked as far as that needs no target.

mod captures;
mod catalogue;
mod controls;
mod credentials;
mod documents;
mod each;
mod expectations;
mod matrix;
mod members;
mod sockets;
mod steps;

use model::scenario::Scenario;
use serde_json::Value;

use crate::diagnostics::Diagnostics;
use crate::document::{Document, Kind};
use crate::fault::Faults;
use crate::source::Source;

pub(crate) use matrix::MOST as MOST_CASES;
pub(crate) use steps::{Seen, seen};

/// A scenario file that holds together.
#[derive(Debug, Clone)]
pub struct ScenarioFile {
    /// What it says. Where a reference to a row or to the contract stands for a typed value, an
    /// example of that type stands here; `bind` fills in what it refers to.
    pub scenario: Scenario,
    /// Its text.
    pub source: Source,
    pub(crate) document: Document,
}

/// Reads a scenario file.
///
/// # Errors
/// Everything that is wrong with it, at once.
pub fn read_scenario(source: Source) -> Result<ScenarioFile, Diagnostics> {
    let (file, faults) = read(source)?;
    file.when_none(faults)
}

/// Reads a check of the catalogue: a scenario with all of its metadata, at the path of its id.
///
/// # Errors
/// Everything that is wrong with it, at once.
pub fn read_check(source: Source) -> Result<ScenarioFile, Diagnostics> {
    let (file, mut faults) = read(source)?;
    catalogue::check(&file, &mut faults);
    file.when_none(faults)
}

fn read(source: Source) -> Result<(ScenarioFile, Faults), Diagnostics> {
    let (document, scenario) = Document::read::<Scenario>(&source, Kind::Scenario)?;
    let file = ScenarioFile {
        scenario,
        source,
        document,
    };
    let mut faults = Faults::default();
    steps::check(&file, &mut faults);
    credentials::check(&file, &mut faults);
    sockets::check(&file, &mut faults);
    captures::check(&file, &mut faults);
    matrix::check(&file, &mut faults);
    expectations::check(&file, &mut faults);
    controls::check(&file, &mut faults);
    documents::check(&file, &mut faults);
    Ok((file, faults))
}

impl ScenarioFile {
    /// The file as JSON, as it is written.
    pub fn json(&self) -> &Value {
        &self.document.json
    }

    fn when_none(self, faults: Faults) -> Result<ScenarioFile, Diagnostics> {
        match faults.is_empty() {
            true => Ok(self),
            false => Err(self.document.told(&self.source, faults)),
        }
    }
}
