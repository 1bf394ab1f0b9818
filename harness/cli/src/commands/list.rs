//! `gateproof list`.

use crate::catalogue;
use crate::failure::Failure;
use crate::output::print;

/// Prints the selected checks, one line each.
pub fn list(words: &[String]) -> Result<u8, Failure> {
    let embedded = catalogue::embedded()?;
    let selected = catalogue::select(&embedded, words)?;
    let scenarios: Vec<_> = selected.iter().map(|file| &file.scenario).collect();
    print(&report::list(&scenarios));
    Ok(0)
}
