//! `gateproof list`.

use report::Listed;
use scenario::{Choice, ScenarioFile};

use crate::arguments::Chosen;
use crate::catalogue::Pool;
use crate::failure::Failure;
use crate::output::print;

/// Prints the chosen checks, one line each, and one for each filter that takes single cases.
pub fn list(chosen: &Chosen) -> Result<u8, Failure> {
    let pool = Pool::read(chosen)?;
    let choice = pool.choose()?;
    let lines = choice.files.iter().flat_map(|file| lines(&choice, file));
    print(&report::list(&lines.collect::<Vec<_>>()));
    Ok(0)
}

fn lines<'a>(choice: &'a Choice<'_>, file: &'a ScenarioFile) -> Vec<Listed<'a>> {
    let scenario = &file.scenario;
    let without = choice.not_single(file);
    let ids = match choice.single(file) {
        none if none.is_empty() => vec![scenario.id.0.as_str()],
        single => single,
    };
    let line = |id| Listed {
        id,
        scenario,
        without: without.clone(),
    };
    ids.into_iter().map(line).collect()
}
