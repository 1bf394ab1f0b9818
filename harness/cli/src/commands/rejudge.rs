//! `gateproof rejudge`: the law that every verdict can be recomputed from the journal.

use std::path::Path;

use crate::failure::Failure;
use crate::output::print;

/// Recomputes every verdict; a difference is a fault of the harness.
pub fn rejudge(journal: &Path) -> Result<u8, Failure> {
    let events = super::report::read(journal)?;
    let (recomputed, mismatches) = judge::rejudge(&events);
    if mismatches.is_empty() {
        print(&format!(
            "{recomputed} verdict(s) recomputed, all the same\n"
        ));
        return Ok(0);
    }
    let lines: Vec<String> = mismatches.iter().map(ToString::to_string).collect();
    Err(Failure::harness(lines.join("\n")))
}
