//! `gateproof explain`.

use std::path::Path;

use model::plan::{Case, Plan};
use report::{Explained, OnTarget};
use scenario::{Choice, ScenarioFile};

use crate::arguments::Chosen;
use crate::catalogue::Pool;
use crate::course;
use crate::failure::Failure;
use crate::output::print;

/// A target's name, and what becomes of the chosen on it.
type Bound = (String, Plan);

/// Prints a page on each chosen check, or scenario file of one's own.
pub fn explain(chosen: &Chosen, target: Option<&Path>) -> Result<u8, Failure> {
    let pool = Pool::read(chosen)?;
    let choice = pool.choose()?;
    let bound = target.map(|path| bound(path, &choice)).transpose()?;
    let pages = choice.files.iter();
    let pages = pages.map(|file| page(&choice, file, bound.as_ref()));
    print(&pages.collect::<Vec<_>>().join("\n"));
    Ok(0)
}

fn bound(path: &Path, choice: &Choice<'_>) -> Result<Bound, Failure> {
    let target = scenario::load(path).and_then(scenario::read_target);
    let target = target.map_err(Failure::usage)?;
    let (plan, _) = course::plan(&target, choice)?;
    Ok((target.target.name.clone(), plan))
}

fn page(choice: &Choice<'_>, file: &ScenarioFile, bound: Option<&Bound>) -> String {
    let of_file =
        |case: &&Case| case.about.file == file.source.name && case.id.check() == file.scenario.id.0;
    let cases: Option<Vec<&Case>> =
        bound.map(|(_, plan)| plan.cases.iter().filter(of_file).collect());
    let target = bound.zip(cases.as_ref());
    report::explain(&Explained {
        scenario: &file.scenario,
        written: file.json(),
        file: &file.source.name,
        cases: &choice.single(file),
        target: target.map(|((name, _), cases)| OnTarget { name, cases }),
    })
}
