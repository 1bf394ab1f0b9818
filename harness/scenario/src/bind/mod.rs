//! Binds scenarios to a target: cases, one for each combination of rows, ready to be run or
//! skipped with the reason.

mod applicable;
mod arrange;
mod axes;
mod cookies;
mod credentials;
mod decide;
mod disguises;
mod fill;
mod identities;
mod include;
mod limits;
mod manners;
mod operations;
mod private;
mod race;
mod sample;
mod severity;
mod split;
mod unconducted;
mod witness;

use indexmap::IndexMap;
use model::name::CaseId;
use model::plan::{About, Case, Plan, Recipe, Steps, Work};

use crate::check::ScenarioFile;
use crate::diagnostics::Diagnostics;
use crate::fault::Faults;
use crate::rows::RowOf;
use crate::target::TargetFile;

pub(crate) use axes::combinations;
pub(crate) use cookies::{cookie_of, lasts};
pub(crate) use fill::filled;
pub(crate) use identities::Uses;

/// The rows of one case: axis and row, in the order of the file.
pub(crate) type Rows<'s> = Vec<(&'s str, RowOf<'s>)>;

/// Binds scenarios to a target, in their order.
///
/// # Errors
/// What rows or the contract put where another type belongs, in all scenarios at once.
pub fn bind(target: &TargetFile, scenarios: &[&ScenarioFile]) -> Result<Plan, Diagnostics> {
    let mut cases = Vec::new();
    let mut found = Diagnostics::default();
    let binder = Binder {
        target,
        uses: Uses::of(target),
    };
    for file in scenarios {
        let mut faults = Faults::default();
        match combinations(Some(target), file, &mut faults) {
            Some(Ok(all)) => {
                for rows in all {
                    cases.extend(binder.case(file, &rows, &mut faults));
                }
            }
            Some(Err(reason)) => cases.push(binder.without_rows(file, reason)),
            None => {}
        }
        if !faults.is_empty() {
            found.extend(file.document.told(&file.source, faults));
        }
    }
    match found.is_empty() {
        true => Ok(Plan { cases }),
        false => Err(found),
    }
}

struct Binder<'t> {
    target: &'t TargetFile,
    uses: Uses<'t>,
}

impl Binder<'_> {
    /// One case; `None` when it has faults.
    fn case(&self, file: &ScenarioFile, rows: &Rows<'_>, faults: &mut Faults) -> Option<Case> {
        let work = match self.work(file, rows, faults)? {
            Ok(steps) => Work::Run(Recipe::Steps(steps)),
            Err(reason) => Work::Skip(reason),
        };
        let names = rows.iter().map(|(_, row)| row.name.as_ref());
        let mut about = about(file);
        about.severity = about.severity.min(severity::bound(&work));
        Some(Case {
            id: CaseId::new(&file.scenario.id, names),
            about,
            rows: rows
                .iter()
                .map(|(axis, row)| ((*axis).to_owned(), row.name.clone().into_owned()))
                .collect(),
            work,
        })
    }

    /// The one case of a check for which the target has no rows.
    fn without_rows(&self, file: &ScenarioFile, reason: String) -> Case {
        let before = applicable::before(self.target, &file.scenario);
        Case {
            id: CaseId::new(&file.scenario.id, []),
            about: about(file),
            rows: IndexMap::new(),
            work: Work::Skip(before.unwrap_or(reason)),
        }
    }

    /// The steps, or why they are not done.
    fn work(
        &self,
        file: &ScenarioFile,
        rows: &Rows<'_>,
        faults: &mut Faults,
    ) -> Option<Result<Steps, String>> {
        if let Some(reason) = applicable::before(self.target, &file.scenario) {
            return Some(Err(reason));
        }
        let decided = match decide::row(self.target, file, rows, faults)? {
            Ok(decided) => decided,
            Err(reason) => return Some(Err(reason)),
        };
        let filled = match filled(Some(self.target), file, rows, faults)? {
            Ok(filled) => filled,
            Err(reason) => return Some(Err(reason)),
        };
        let expect = match decide::expected(self.target, filled.expect, decided.as_ref()) {
            Ok(expect) => expect,
            Err(reason) => return Some(Err(reason)),
        };
        let mut steps = filled.steps;
        operations::who(&self.target.target, &mut steps);
        limits::filled(&self.target.target, &mut steps);
        race::filled(&self.target.target, &mut steps);
        let expect = limits::ruled(&self.target.target, &steps, expect);
        let reason = applicable::steps(self.target, &self.uses, &steps)
            .or_else(|| operations::unyielded(&self.target.target, &steps, &expect))
            .or_else(|| unconducted::expectation(&expect))
            .or_else(|| manners::undeclared(self.target, &steps, &expect));
        if let Some(reason) = reason {
            return Some(Err(reason));
        }
        let batches = steps.iter().filter_map(race::batches).max();
        let (steps, numbers) = arrange::arranged(steps, &filled.numbers);
        let (before, inner, after) = split::split(steps, &numbers);
        Some(Ok(Steps {
            values: filled.values,
            before,
            inner,
            after,
            expect,
            batches: batches.unwrap_or(1),
        }))
    }
}

fn about(file: &ScenarioFile) -> About {
    let scenario = &file.scenario;
    About {
        check: scenario.id.clone(),
        title: scenario.title.clone(),
        status: scenario.status,
        severity: scenario.severity,
        class: scenario.class,
        impact: scenario.impact,
        references: scenario.references.clone(),
        what: scenario.what.clone(),
        why: scenario.why.clone(),
        remedy: scenario.remedy.clone(),
        file: file.source.name.clone(),
    }
}
