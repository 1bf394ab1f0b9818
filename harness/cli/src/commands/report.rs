//! `gateproof report`: every report again, from the journal alone.

use std::fs;
use std::path::Path;

use model::event::Event;
use report::{Format, render};

use crate::failure::Failure;
use crate::output::print;

/// The name of the journal in the folder of a run.
pub const JOURNAL: &str = "journal.jsonl";

/// Prints one format, or writes all of them into a folder.
pub fn report(journal: &Path, format: &str, out: Option<&Path>) -> Result<u8, Failure> {
    let events = read(journal)?;
    match out {
        Some(folder) => {
            fs::create_dir_all(folder)
                .map_err(|error| Failure::usage(format!("error: {}: {error}", folder.display())))?;
            write_all(&events, folder)?;
        }
        None => {
            let format: Format = format.parse().map_err(Failure::usage)?;
            print(&render(format, &events).map_err(Failure::harness)?);
        }
    }
    Ok(0)
}

/// The events of a journal file, or of the one in the folder of a run.
pub fn read(journal: &Path) -> Result<Vec<Event>, Failure> {
    let within = journal.join(JOURNAL);
    let journal = if journal.is_dir() { &within } else { journal };
    let said = |error: &dyn std::fmt::Display| {
        Failure::usage(format!("error: {}: {error}", journal.display()))
    };
    let octets = fs::read(journal).map_err(|error| said(&error))?;
    // A crash may have torn the last line within a character.
    let text = String::from_utf8_lossy(&octets);
    model::journal::read(&text).map_err(|error| said(&error))
}

/// Writes every format into a folder; pairs of times only where some were measured.
pub fn write_all(events: &[Event], folder: &Path) -> Result<(), Failure> {
    for format in Format::ALL {
        let path = folder.join(format.file_name());
        let text = render(format, events).map_err(Failure::harness)?;
        // A table of pairs without one.
        if format == Format::Csv && text.lines().nth(1).is_none() {
            continue;
        }
        fs::write(&path, text)
            .map_err(|error| Failure::usage(format!("error: {}: {error}", path.display())))?;
    }
    Ok(())
}
