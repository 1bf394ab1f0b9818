//! What filters chose: scenarios, and of some of them single cases.

use std::collections::BTreeMap;

use model::plan::Plan;

use crate::check::ScenarioFile;
use crate::select::Candidate;
use crate::select::filter::{Filter, Named};
use crate::select::known::{self, NoMatch};

/// What was chosen.
#[derive(Debug, Default)]
pub struct Choice<'a> {
    /// The scenarios, one's own first.
    pub files: Vec<&'a ScenarioFile>,
    /// How many others were left out.
    pub left_out: usize,
    /// Check id -> the filters that take single cases of it; what is not here is taken whole.
    single: BTreeMap<String, Vec<Filter>>,
    /// Filters that leave out single cases.
    not: Vec<Filter>,
}

impl<'a> Choice<'a> {
    /// These, whole.
    pub fn of(files: Vec<&'a ScenarioFile>) -> Choice<'a> {
        Choice {
            files,
            ..Choice::default()
        }
    }

    /// The filters that take single cases of a scenario; none when it is taken whole.
    pub fn single(&self, file: &ScenarioFile) -> Vec<&str> {
        let filters = self.single.get(&file.scenario.id.0).into_iter().flatten();
        filters.map(Filter::word).collect()
    }

    /// The filters that leave out single cases of a scenario.
    pub fn not_single(&self, file: &ScenarioFile) -> Vec<&str> {
        let of_it = self.not.iter().filter(|it| it.names(file).is_some());
        of_it.map(Filter::word).collect()
    }

    /// The chosen cases of a plan that was bound from the chosen scenarios, and how many were left
    /// out of it.
    ///
    /// # Errors
    /// The first filter that names no case of this target; and that nothing is left.
    pub fn keep(&self, plan: Plan) -> Result<(Plan, usize), NoMatch> {
        for filter in self.single.values().flatten().chain(&self.not) {
            let of_it = plan.cases.iter().map(|case| &case.id);
            let mut of_it = of_it.filter(|id| id.check() == filter.check()).peekable();
            if of_it.peek().is_some() && !of_it.clone().any(|id| filter.has(&id.0)) {
                return Err(known::no_case(filter.word(), of_it.map(|id| id.0.as_str())));
            }
        }
        let mut cases = plan.cases;
        cases.retain(|case| match self.single.get(case.id.check()) {
            Some(filters) => filters.iter().any(|filter| filter.has(&case.id.0)),
            None => true,
        });
        let all = cases.len();
        cases.retain(|case| !self.not.iter().any(|filter| filter.has(&case.id.0)));
        match cases.len() {
            0 if all > 0 => Err(NoMatch::NothingLeft),
            left => Ok((Plan { cases }, all - left)),
        }
    }

    /// True when a filter names the scenario; notes which single cases are taken.
    pub(super) fn takes(&mut self, candidate: &Candidate<'a>, filters: &[Filter]) -> bool {
        let mut single = Vec::new();
        for filter in filters {
            match filter.names(candidate.file) {
                Some(Named::Itself) => return true,
                Some(Named::Group) if !candidate.in_nursery() => return true,
                Some(Named::Case) => single.push(filter.clone()),
                Some(Named::Group) | None => {}
            }
        }
        let some = !single.is_empty();
        if some {
            let id = candidate.file.scenario.id.0.clone();
            self.single.insert(id, single);
        }
        some
    }

    /// Adds a scenario, unless a filter leaves it out.
    pub(super) fn add(&mut self, file: &'a ScenarioFile, leave: &[Filter]) {
        let whole = |filter: &Filter| {
            let named = filter.names(file);
            matches!(named, Some(Named::Itself | Named::Group))
        };
        match leave.iter().any(whole) {
            true => self.left_out += 1,
            false => self.files.push(file),
        }
    }

    /// Without the single cases that these name.
    pub(super) fn not(mut self, leave: Vec<Filter>) -> Result<Choice<'a>, NoMatch> {
        if self.files.is_empty() && self.left_out > 0 {
            return Err(NoMatch::NothingLeft);
        }
        self.not = leave;
        self.not.retain(Filter::is_of_cases);
        Ok(self)
    }
}
