//! `gateproof vocabulary`.

use crate::catalogue;
use crate::failure::Failure;
use crate::output::print;

/// Prints what a target file can declare, and which checks use it.
pub fn vocabulary() -> Result<u8, Failure> {
    let embedded = catalogue::embedded()?;
    let scenarios: Vec<_> = embedded.iter().map(|file| &file.scenario).collect();
    print(&report::vocabulary(&scenarios, &scenario::target_schema()));
    Ok(0)
}
