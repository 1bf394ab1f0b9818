//! The smaller parts of the page: a check with its cells, a reason, a warning.

use model::verdict::Kind;
use serde::Serialize;

use super::exchange::{Exchange, exchange};
use super::finding::{BreachView, breach};
use crate::case::{CaseView, total_ms};
use crate::decisive::{decisive, hint};
use crate::findings::{Warning, by_check};
use crate::repeat;
use crate::run::Run;
use crate::text::{brief, duration};

const WORDS: usize = 2_000;

/// Text that is safe to show, bounded.
pub(super) fn safe(text: &str) -> String {
    brief(text, WORDS)
}

/// A check with its cases as cells.
#[derive(Serialize)]
pub(super) struct CheckView {
    id: String,
    title: String,
    severity: &'static str,
    held: String,
    took: String,
    cells: Vec<Cell>,
}

/// One case.
#[derive(Serialize)]
struct Cell {
    word: &'static str,
    mark: &'static str,
    says: String,
}

pub(super) fn check(id: &str, cases: &[&CaseView]) -> CheckView {
    let about = cases.iter().find_map(|case| case.about());
    let of = |kind| {
        cases
            .iter()
            .filter(|case| case.kind() == Some(kind))
            .count()
    };
    let (held, skipped) = (of(Kind::Pass), of(Kind::Skipped));
    CheckView {
        id: safe(id),
        title: safe(about.map_or("", |about| &about.title)),
        severity: about.map_or("", |about| about.severity.word()),
        held: match cases.len() - skipped {
            0 => "skipped".to_owned(),
            tried if skipped == 0 => format!("{held} of {tried} held"),
            tried => format!("{held} of {tried} held, {skipped} skipped"),
        },
        took: total_ms(cases).map_or_else(String::new, duration),
        cells: cases.iter().map(|case| cell(case)).collect(),
    }
}

fn cell(case: &CaseView) -> Cell {
    let row = if case.row().is_empty() {
        case.check()
    } else {
        case.row()
    };
    Cell {
        word: case.word(),
        mark: mark(case.kind()),
        says: brief(&format!("{row}: {}: {}", case.word(), case.reason()), 400),
    }
}

/// A sign for a verdict, so that colour is not all that tells them apart.
pub(super) fn mark(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Kind::Pass) => "✓",
        Some(Kind::Fail) => "✕",
        Some(Kind::Inconclusive) => "?",
        Some(Kind::Error) => "!",
        Some(Kind::Skipped) => "–",
        None => "…",
    }
}

/// A reason and the cases that share it; of those that could not be judged, what the first rests on.
#[derive(Serialize)]
pub(super) struct ReasonView {
    reason: String,
    cases: Vec<String>,
    shown: Option<Shown>,
}

/// The act on which an undecided case rests, and what a reader may try.
#[derive(Serialize)]
struct Shown {
    case: String,
    exchange: Exchange,
    hint: Option<&'static str>,
    again: Option<String>,
}

/// Why cases could not be judged, or did not apply.
pub(super) fn reason(run: &Run, reason: &str, cases: &[&CaseView]) -> ReasonView {
    let shown = |case: &&CaseView| {
        let seen = decisive(case)?;
        Some(Shown {
            case: safe(&case.id().0),
            exchange: exchange(seen),
            hint: hint(seen),
            again: repeat::of(case, seen),
        })
    };
    ReasonView {
        reason: safe(reason),
        cases: by_check(run, cases).iter().map(|it| safe(it)).collect(),
        shown: cases.first().and_then(shown),
    }
}

/// An expectation that only warns or informs.
#[derive(Serialize)]
pub(super) struct WarningView {
    breach: BreachView,
    cases: Vec<String>,
}

pub(super) fn warning(warning: &Warning<'_>) -> WarningView {
    WarningView {
        breach: breach(warning.note),
        cases: warning
            .cases
            .iter()
            .map(|case| safe(&case.id().0))
            .collect(),
    }
}
