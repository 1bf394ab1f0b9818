//! The embedded checks and target files, and scenario files of one's own.

use std::path::Path;

use scenario::{ScenarioFile, Source, TargetFile};

use crate::failure::Failure;

/// All checks of the embedded catalogue. That they read clean is tested.
pub fn embedded() -> Result<Vec<ScenarioFile>, Failure> {
    scenarios::CATALOGUE
        .iter()
        .map(|file| {
            let source = Source {
                name: file.path.to_owned(),
                text: file.text.to_owned(),
            };
            scenario::read_check(source).map_err(Failure::harness)
        })
        .collect()
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

/// Reads scenario files; the errors of all of them are told at once.
pub fn read_all(files: &[&Path]) -> Result<Vec<ScenarioFile>, Failure> {
    let mut read = Vec::new();
    let mut errors = Vec::new();
    for file in files {
        match scenario::load(file).and_then(scenario::read_scenario) {
            Ok(scenario) => read.push(scenario),
            Err(diagnostics) => errors.push(diagnostics.to_string()),
        }
    }
    match errors.is_empty() {
        true => Ok(read),
        false => Err(Failure::usage(errors.join("\n"))),
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
    let source = Source {
        name: file.path.to_owned(),
        text: file.text.to_owned(),
    };
    scenario::read_target(source).map_err(Failure::harness)
}
