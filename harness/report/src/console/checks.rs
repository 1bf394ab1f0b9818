//! One check when all of its cases are judged: one line, and reasons for what is not a pass.

use model::verdict::Kind;

use crate::case::CaseView;
use crate::findings::{grouped, likeness};
use crate::paper::{Ink, Paper};
use crate::run::Run;
use crate::text::{WIDTH, brief, some};

/// Worst first: a check is as good as its worst case, and skipped only when all are.
const ORDER: [Option<Kind>; 6] = [
    Some(Kind::Fail),
    Some(Kind::Error),
    None,
    Some(Kind::Inconclusive),
    Some(Kind::Pass),
    Some(Kind::Skipped),
];

/// The colour of a verdict's word.
pub(super) fn ink(kind: Option<Kind>) -> Ink {
    match kind {
        Some(Kind::Pass) => Ink::Good,
        Some(Kind::Fail | Kind::Error) => Ink::Bad,
        Some(Kind::Inconclusive) | None => Ink::Unsure,
        Some(Kind::Skipped) => Ink::Faint,
    }
}

const WORD: usize = 13;
const REASON: usize = 300;

/// The verdict of a check with `cases`.
pub(super) fn tell(paper: &mut Paper, run: &Run, cases: &[&CaseView]) {
    let has = |kind: &Option<Kind>| cases.iter().any(|case| case.kind() == *kind);
    let Some(worst) = ORDER.into_iter().find(has) else {
        return;
    };
    let of_worst = cases.iter().filter(|case| case.kind() == worst);
    let word = worst.map_or("unfinished", Kind::word);
    let check = cases.first().map_or("", |case| case.check());
    let width = id_width(run);
    paper.ink(ink(worst), &format!("{word:<WORD$}"));
    let mut share = format!("{} of {}", of_worst.count(), cases.len());
    for kind in ORDER.into_iter().filter(|kind| *kind != worst) {
        let count = cases.iter().filter(|case| case.kind() == kind).count();
        if count > 0 {
            share.push_str(&format!(", {count} {}", word_of(kind)));
        }
    }
    paper.put(&format!("{:<width$}  {share}", brief(check, 200)));

    // Why cases were skipped is told at the end, once for all checks.
    let others = cases
        .iter()
        .copied()
        .filter(|case| !matches!(case.kind(), Some(Kind::Pass | Kind::Skipped)));
    let groups = grouped(others, |case| (case.kind(), likeness(case)));
    let gap = 10_usize.saturating_sub(share.len()).max(2);
    let room = WIDTH.saturating_sub(WORD + width + 2 + share.len() + gap);
    let mut told = Vec::new();
    for ((kind, _), group) in &groups {
        let reason = brief(group.first().map_or("", |case| case.reason()), REASON);
        let rows = some(
            group
                .iter()
                .map(|case| case.row())
                .filter(|row| !row.is_empty()),
            4,
        );
        told.push(match (group.len() == cases.len(), rows.is_empty()) {
            (true, _) => reason,
            (false, true) => format!("{} {}: {reason}", group.len(), word_of(*kind)),
            (false, false) => format!("{} {} ({rows}): {reason}", group.len(), word_of(*kind)),
        });
    }
    match told.as_slice() {
        [] => {
            paper.end();
        }
        [one] if one.chars().count() <= room => {
            paper.put(&" ".repeat(gap)).line(one);
        }
        _ => {
            paper.end();
            for text in &told {
                paper.paragraph(WORD, text);
            }
        }
    }
}

fn word_of(kind: Option<Kind>) -> &'static str {
    kind.map_or("unfinished", Kind::word)
}

/// Wide enough for all ids of usual length, so that columns stand below each other.
fn id_width(run: &Run) -> usize {
    let longest = run.checks().map(|(check, _)| check.chars().count()).max();
    longest.unwrap_or(0).clamp(20, 44)
}
