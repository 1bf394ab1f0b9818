//! Cases that say the same, told once: findings, warnings, and reasons for not judging.

use indexmap::IndexMap;
use model::metadata::{Level, Severity};
use model::verdict::{Breach, Kind};

use crate::case::CaseView;
use crate::run::Run;

/// Cases of one check that failed in the same way; there is at least one.
#[derive(Debug)]
pub(crate) struct Finding<'a> {
    /// The first of them: its evidence is shown.
    pub first: &'a CaseView,
    /// All of them.
    pub cases: Vec<&'a CaseView>,
}

impl Finding<'_> {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        let worst = self.cases.iter().map(|case| case.severity()).max();
        worst.unwrap_or_default()
    }
}

/// All findings: the worst first, then in the order of the plan.
pub(crate) fn findings(run: &Run) -> Vec<Finding<'_>> {
    let failed = run.cases().iter();
    let groups = grouped(
        failed.filter(|case| case.kind() == Some(Kind::Fail)),
        |case| {
            let how: Vec<_> = case.breaches().iter().map(likeness).collect();
            let why = if how.is_empty() { case.reason() } else { "" };
            (case.check(), why, how)
        },
    );
    let mut findings: Vec<Finding> = groups
        .into_values()
        .filter_map(|cases| cases.first().copied().map(|first| Finding { first, cases }))
        .collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity()));
    findings
}

/// In what two breaches must be alike to be told as one: all but the act.
fn likeness(breach: &Breach) -> (u32, &str, &'static str, &str, &str) {
    (
        breach.expected,
        &breach.probe,
        level_word(breach.level),
        breach.wanted.as_str(),
        breach.seen.as_str(),
    )
}

/// The word for a level.
pub(crate) fn level_word(level: Level) -> &'static str {
    match level {
        Level::Must => "must",
        Level::Should => "should",
        Level::May => "may",
        Level::Contract => "contract",
        Level::Reach => "reach",
    }
}

/// Cases of one kind, by their reason.
pub(crate) fn by_reason(run: &Run, kind: Option<Kind>) -> IndexMap<&str, Vec<&CaseView>> {
    let these = run.cases().iter().filter(|case| case.kind() == kind);
    grouped(these, |case| case.reason())
}

/// An expectation that only warns or informs, and the cases where it was not met.
#[derive(Debug)]
pub(crate) struct Warning<'a> {
    pub note: &'a Breach,
    pub cases: Vec<&'a CaseView>,
}

/// All warnings; what `should` be first.
pub(crate) fn warnings(run: &Run) -> Vec<Warning<'_>> {
    let mut groups: IndexMap<_, Warning> = IndexMap::new();
    for case in run.cases() {
        for note in case.notes() {
            let key = (case.check(), likeness(note));
            let cases = Vec::new();
            let group = groups.entry(key).or_insert(Warning { note, cases });
            group.cases.push(case);
        }
    }
    let mut warnings: Vec<Warning> = groups.into_values().collect();
    warnings.sort_by_key(|warning| warning.note.level != Level::Should);
    warnings
}

/// Cases by a key, keys in the order of their first case.
pub(crate) fn grouped<'a, K: std::hash::Hash + Eq>(
    cases: impl IntoIterator<Item = &'a CaseView>,
    key: impl Fn(&'a CaseView) -> K,
) -> IndexMap<K, Vec<&'a CaseView>> {
    let mut groups: IndexMap<K, Vec<&CaseView>> = IndexMap::new();
    for case in cases {
        groups.entry(key(case)).or_default().push(case);
    }
    groups
}
