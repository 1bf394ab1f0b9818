//! Cases that say the same, told once: findings, warnings, and reasons for not judging.

use indexmap::IndexMap;
use model::metadata::{Level, Severity};
use model::verdict::{Breach, Harm, Kind};

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
        |case| (case.check(), likeness(case)),
    );
    let mut findings: Vec<Finding> = groups
        .into_values()
        .filter_map(|cases| cases.first().copied().map(|first| Finding { first, cases }))
        .collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity()));
    findings
}

/// In what two breaches must be alike to be told as one: all but the act.
type Likeness<'a> = (u32, &'a str, &'static str, &'a str, &'a str);

fn alike(breach: &Breach) -> Likeness<'_> {
    let seen = match breach.harm {
        // The proof of acceptance quotes the target, which may say something else each time.
        Harm::Hole => "",
        _ => breach.seen.as_str(),
    };
    (
        breach.expected,
        &breach.probe,
        level_word(breach.level),
        breach.wanted.as_str(),
        seen,
    )
}

/// In what two cases of one check must be alike to be told as one: their breaches, or else the reason.
pub(crate) fn likeness(case: &CaseView) -> (&str, Vec<Likeness<'_>>) {
    let how: Vec<_> = case.breaches().iter().map(alike).collect();
    let why = if how.is_empty() { case.reason() } else { "" };
    (why, how)
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

/// The cases in few words: a check of which all cases are among them, one case, or how many.
pub(crate) fn by_check(run: &Run, cases: &[&CaseView]) -> Vec<String> {
    let checks = grouped(cases.iter().copied(), |case| case.check());
    let told = checks.iter().map(|(check, cases)| match cases.as_slice() {
        cases if cases.len() == run.check(check).len() => (*check).to_owned(),
        [case] => case.id().0.clone(),
        cases => format!("{check} ({} cases)", cases.len()),
    });
    told.collect()
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
            let key = (case.check(), alike(note));
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
