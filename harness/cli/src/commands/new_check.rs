//! `gateproof new-check`.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::output::print;

/// Writes the skeleton of a check below `folder` and says what is to be done with it. Nothing is
/// written over.
pub fn new_check(id: &str, folder: &Path) -> Result<u8, Failure> {
    let skeleton = scenario::skeleton(id, env!("CARGO_PKG_VERSION"));
    let skeleton = skeleton.map_err(|why| Failure::usage(format!("error: {why}")))?;
    let embedded = format!("catalogue/{id}.yaml");
    if scenarios::CATALOGUE
        .iter()
        .any(|file| file.path == embedded)
    {
        return Err(Failure::usage(format!(
            "error: there is a check `{id}` already"
        )));
    }
    let path = write(id, folder, &skeleton)?;
    print(&next(id, &path));
    Ok(0)
}

fn write(id: &str, folder: &Path, skeleton: &str) -> Result<PathBuf, Failure> {
    let catalogue = folder.join("catalogue");
    if !catalogue.is_dir() {
        return Err(Failure::usage(format!(
            "error: there is no folder {}\n\
             help: begin in the root of the repository, or name the folder in which it stands with --dir",
            catalogue.display()
        )));
    }
    let path = catalogue.join(format!("{id}.yaml"));
    let failed = |error: std::io::Error| {
        let why = match error.kind() {
            ErrorKind::AlreadyExists => "it is there already".to_owned(),
            _ => error.to_string(),
        };
        Failure::usage(format!("error: {} was not written: {why}", path.display()))
    };
    let family = path.parent().unwrap_or(&catalogue);
    fs::create_dir_all(family).map_err(failed)?;
    let file = OpenOptions::new().write(true).create_new(true).open(&path);
    let mut file = file.map_err(failed)?;
    file.write_all(skeleton.as_bytes()).map_err(failed)?;
    Ok(path)
}

/// What makes a check of a skeleton.
fn next(id: &str, path: &Path) -> String {
    let path = path.display();
    let defect = format!("{}-accepted", id.split('/').next_back().unwrap_or(id));
    let file = defect.replace('-', "_");
    format!(
        "{path} is written. What makes a check of it:

1. Fill in what begins with FILL IN. This says what is left to do:
     cargo run -- lint {path}
2. Plant the defect that it must find, in a file of its own, and name it under `defects`:
     harness/reference/src/defects/{file}.rs with the id `{defect}`, say
3. It holds on the conforming server, and finds the defect:
     cargo run -- run {id}
     cargo run -- run {id} --defect {defect}
4. Write the generated pages anew:
     cargo run -- catalogue > reports/catalogue.md
     cargo run -- vocabulary > reports/vocabulary.md
     cargo run -- kill-matrix > reports/kill-matrix.md
"
    )
}
