//! `gateproof catalogue`.

use model::plan::{Plan, Work};
use reference::System;
use report::Entry;
use scenario::{Choice, ScenarioFile};

use crate::catalogue;
use crate::course;
use crate::failure::Failure;
use crate::output::print;

/// Prints every check with the number of its cases on each system of the reference server.
pub fn catalogue() -> Result<u8, Failure> {
    let embedded = catalogue::embedded()?;
    let choice = Choice::of(embedded.iter().collect());
    let mut plans = Vec::new();
    for system in System::ALL {
        let target = catalogue::system_target(&system.to_string())?;
        let (plan, _) = course::plan(&target, &choice)?;
        plans.push((system, plan));
    }
    let entries: Vec<Entry> = embedded.iter().map(|file| entry(file, &plans)).collect();
    print(&report::catalogue(&entries));
    Ok(0)
}

fn entry<'a>(file: &'a ScenarioFile, plans: &[(System, Plan)]) -> Entry<'a> {
    let scenario = &file.scenario;
    let runs = |plan: &Plan| {
        let of_it = plan
            .cases
            .iter()
            .filter(|case| case.id.check() == scenario.id.0);
        of_it
            .filter(|case| matches!(case.work, Work::Run(_)))
            .count()
    };
    let cases = plans.iter();
    let cases = cases.map(|(system, plan)| (system.to_string(), runs(plan)));
    Entry {
        scenario,
        cases: cases.collect(),
    }
}
