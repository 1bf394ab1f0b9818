//! The embedded checks and target files, scenario files of one's own, and which of them are chosen.

use std::path::Path;

use scenario::{Choice, Diagnostics, Filters, Flows, ScenarioFile, Source, TargetFile};

use crate::arguments::Chosen;
use crate::failure::Failure;

/// All checks of the embedded catalogue. That they read clean is tested.
pub fn embedded() -> Result<Vec<ScenarioFile>, Failure> {
    let flows = flows();
    scenarios::CATALOGUE
        .iter()
        .map(|file| flows.read_check(source(file)).map_err(Failure::harness))
        .collect()
}

/// The embedded flows, by their paths below `flows/`.
fn flows() -> Flows {
    Flows::read(scenarios::FLOWS.iter().map(|file| {
        let name = file.path.trim_start_matches("flows/");
        (name.trim_end_matches(".yaml").to_owned(), source(file))
    }))
}

fn source(file: &scenarios::File) -> Source {
    Source {
        name: file.path.to_owned(),
        text: file.text.to_owned(),
    }
}

/// What may be chosen: scenario files that were named, and the catalogue.
pub struct Pool {
    own: Vec<ScenarioFile>,
    catalogue: Vec<ScenarioFile>,
    filters: Filters,
}

impl Pool {
    /// Reads the files among the words; the other words are filters.
    pub fn read(chosen: &Chosen) -> Result<Pool, Failure> {
        Pool::read_as(chosen, |_| false)
    }

    /// The same, and files at `catalogue/FAMILY/NAME.yaml` are checks of the catalogue: they have all
    /// of its metadata.
    pub fn read_strictly(chosen: &Chosen) -> Result<Pool, Failure> {
        Pool::read_as(chosen, is_of_catalogue)
    }

    fn read_as(chosen: &Chosen, is_check: fn(&Path) -> bool) -> Result<Pool, Failure> {
        let is_file = |word: &&String| {
            word.ends_with(".yaml") || word.ends_with(".yml") || Path::new(word.as_str()).is_file()
        };
        let (files, take): (Vec<&String>, Vec<&String>) = chosen.words.iter().partition(is_file);
        let files: Vec<&Path> = files.into_iter().map(Path::new).collect();
        Ok(Pool {
            own: read_all(&files, is_check)?,
            catalogue: embedded()?,
            filters: Filters {
                take: take.into_iter().cloned().collect(),
                leave: chosen.not.clone(),
            },
        })
    }

    /// What the filters name; nothing is sent where one of them names nothing.
    pub fn choose(&self) -> Result<Choice<'_>, Failure> {
        let choice = self.filters.choose(&self.own, &self.catalogue);
        choice.map_err(Failure::nothing)
    }
}

/// Reads scenario files, which may include embedded flows and those in a folder `flows` beside them;
/// the errors of all of them are told at once.
fn read_all(files: &[&Path], is_check: fn(&Path) -> bool) -> Result<Vec<ScenarioFile>, Failure> {
    let embedded = flows();
    let mut read = Vec::new();
    let mut errors = Diagnostics::default();
    for file in files {
        let flows = Flows::beside(file).over(&embedded);
        let read_one = |source| match is_check(file) {
            true => flows.read_check(source),
            false => flows.read_scenario(source),
        };
        match scenario::load(file).and_then(read_one) {
            Ok(scenario) => read.push(scenario),
            Err(diagnostics) => errors.extend(diagnostics),
        }
    }
    match errors.is_empty() {
        true => Ok(read),
        false => Err(Failure::usage(errors)),
    }
}

fn is_of_catalogue(file: &Path) -> bool {
    let folder = file.parent().and_then(Path::parent);
    folder.is_some_and(|folder| folder.ends_with("catalogue"))
}

/// The embedded target file of a system.
pub fn system_target(system: &str) -> Result<TargetFile, Failure> {
    let file = scenarios::system(system)
        .ok_or_else(|| Failure::harness(format!("no target file for the system `{system}`")))?;
    scenario::read_target(source(file)).map_err(Failure::harness)
}
