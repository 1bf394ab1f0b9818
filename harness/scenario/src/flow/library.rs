//! Flows by name: those that come with the harness, and those beside a scenario of one's own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::check::{self, ScenarioFile};
use crate::diagnostics::Diagnostics;
use crate::flow::{self, FlowFile};
use crate::source::{Source, load};

/// The folder beside a scenario file where its flows are.
const FOLDER: &str = "flows";

/// Deeper folders are not searched.
const DEEPEST: usize = 4;

/// More files than this are not read.
const MOST: usize = 1_000;

/// Flows by name, each read or with what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Flows(Arc<BTreeMap<String, Known>>);

type Known = Result<Arc<FlowFile>, Diagnostics>;

impl Flows {
    /// Reads flow files, each with the name under which it is included: its path below the folder,
    /// without `.yaml`. What is wrong with one is told by the scenarios that include it.
    pub fn read(files: impl IntoIterator<Item = (String, Source)>) -> Flows {
        let read = |(name, source): (String, Source)| {
            let file = flow::read(&name, source).map(Arc::new);
            (name, file)
        };
        Flows(Arc::new(files.into_iter().map(read).collect()))
    }

    /// The flows in the folder `flows` beside a scenario file; none when there is no such folder.
    pub fn beside(scenario: &Path) -> Flows {
        let folder = scenario.with_file_name(FOLDER);
        let mut paths = Vec::new();
        below(&folder, DEEPEST, &mut paths);
        let read = |path: PathBuf| {
            let name = path
                .strip_prefix(&folder)
                .unwrap_or(&path)
                .with_extension("");
            let name = name.to_string_lossy().replace('\\', "/");
            let file = load(&path).and_then(|source| flow::read(&name, source));
            (name, file.map(Arc::new))
        };
        Flows(Arc::new(paths.into_iter().map(read).collect()))
    }

    /// These flows, and those of `others` whose names are not taken.
    pub fn over(&self, others: &Flows) -> Flows {
        let mut all = others.0.as_ref().clone();
        all.extend(
            self.0
                .iter()
                .map(|(name, file)| (name.clone(), file.clone())),
        );
        Flows(Arc::new(all))
    }

    /// Everything that is wrong with them.
    ///
    /// # Errors
    /// The faults of all files.
    pub fn check(&self) -> Result<(), Diagnostics> {
        let mut found = Diagnostics::default();
        for errors in self.0.values().filter_map(|file| file.as_ref().err()) {
            found.extend(errors.clone());
        }
        match found.is_empty() {
            true => Ok(()),
            false => Err(found),
        }
    }

    /// Reads a scenario file that may include these flows.
    ///
    /// # Errors
    /// Everything that is wrong with it and with the flows that it includes, at once.
    pub fn read_scenario(&self, source: Source) -> Result<ScenarioFile, Diagnostics> {
        check::read_with(self, source, false)
    }

    /// Reads a check of the catalogue: a scenario with all of its metadata, at the path of its id.
    ///
    /// # Errors
    /// Everything that is wrong with it and with the flows that it includes, at once.
    pub fn read_check(&self, source: Source) -> Result<ScenarioFile, Diagnostics> {
        check::read_with(self, source, true)
    }

    /// The flow of this name, or what is wrong with it.
    pub(crate) fn get(&self, name: &str) -> Option<&Known> {
        self.0.get(name)
    }

    /// Their names, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// The flow files below a folder.
fn below(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let is_flow = path
            .extension()
            .is_some_and(|end| end == "yaml" || end == "yml");
        match path.is_dir() {
            true if depth > 1 => below(&path, depth - 1, found),
            false if is_flow && found.len() < MOST => found.push(path),
            _ => {}
        }
    }
}
