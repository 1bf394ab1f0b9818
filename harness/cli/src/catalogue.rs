//! The embedded checks and target files, and scenario files of one's own.

use std::path::Path;

use scenario::{Diagnostics, Flows, ScenarioFile, Source, TargetFile};

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

/// Words that name files, and the others.
pub fn files_and_words(words: &[String]) -> (Vec<&Path>, Vec<String>) {
    let is_file = |word: &&String| {
        word.ends_with(".yaml") || word.ends_with(".yml") || Path::new(word.as_str()).is_file()
    };
    let files = words
        .iter()
        .filter(is_file)
        .map(|word| Path::new(word.as_str()))
        .collect();
    let others = words
        .iter()
        .filter(|word| !is_file(word))
        .cloned()
        .collect();
    (files, others)
}

/// Reads scenario files, which may include embedded flows and those in a folder `flows` beside them;
/// the errors of all of them are told at once.
pub fn read_all(files: &[&Path]) -> Result<Vec<ScenarioFile>, Failure> {
    let embedded = flows();
    let mut read = Vec::new();
    let mut errors = Diagnostics::default();
    for file in files {
        let flows = Flows::beside(file).over(&embedded);
        match scenario::load(file).and_then(|source| flows.read_scenario(source)) {
            Ok(scenario) => read.push(scenario),
            Err(diagnostics) => errors.extend(diagnostics),
        }
    }
    match errors.is_empty() {
        true => Ok(read),
        false => Err(Failure::usage(errors)),
    }
}

/// Checks by ids and families; all without any.
pub fn select<'a>(
    catalogue: &'a [ScenarioFile],
    words: &[String],
) -> Result<Vec<&'a ScenarioFile>, Failure> {
    let help = "help: `list` names all checks and families";
    scenario::select(catalogue, words)
        .map_err(|unknown| Failure::usage(format!("error: {unknown}\n{help}")))
}

/// The selected checks: files named, else ids and families of the catalogue.
pub fn selected<'a>(
    catalogue: &'a [ScenarioFile],
    own: &'a [ScenarioFile],
    words: &[String],
) -> Result<Vec<&'a ScenarioFile>, Failure> {
    let mut selected: Vec<&ScenarioFile> = own.iter().collect();
    if own.is_empty() || !words.is_empty() {
        selected.extend(select(catalogue, words)?);
    }
    Ok(selected)
}

/// The embedded target file of a system.
pub fn system_target(system: &str) -> Result<TargetFile, Failure> {
    let file = scenarios::system(system)
        .ok_or_else(|| Failure::harness(format!("no target file for the system `{system}`")))?;
    scenario::read_target(source(file)).map_err(Failure::harness)
}
