//! `gateproof explain`.

use crate::catalogue;
use crate::failure::Failure;
use crate::output::print;

/// Prints a page on one check, or on a scenario file of one's own.
pub fn explain(check: &str) -> Result<u8, Failure> {
    let words = [check.to_owned()];
    let (files, words) = catalogue::files_and_words(&words);
    let own = catalogue::read_all(&files)?;
    let embedded = catalogue::embedded()?;
    let pages: Vec<String> = catalogue::selected(&embedded, &own, &words)?
        .into_iter()
        .map(|file| report::explain(&file.scenario, &file.source.name))
        .collect();
    print(&pages.join("\n"));
    Ok(0)
}
