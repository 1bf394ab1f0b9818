//! `gateproof explain`.

use crate::arguments::Chosen;
use crate::catalogue::Pool;
use crate::failure::Failure;
use crate::output::print;

/// Prints a page on each chosen check, or scenario file of one's own.
pub fn explain(chosen: &Chosen) -> Result<u8, Failure> {
    let pool = Pool::read(chosen)?;
    let choice = pool.choose()?;
    let pages = choice.files.iter();
    let pages = pages.map(|file| report::explain(&file.scenario, &file.source.name));
    print(&pages.collect::<Vec<_>>().join("\n"));
    Ok(0)
}
