//! What chose the cases of a run and what it left out: whoever reads the counts must know that they
//! are not of all that there is.

use model::event::Selection;

use crate::run::Run;
use crate::text::{brief, many};

const WORDS: usize = 300;

/// What chose the cases; `None` when all were to run.
pub(crate) fn selection(run: &Run) -> Option<&Selection> {
    let selection = run.start().map(|start| &start.selection);
    selection.filter(|selection| !selection.is_all())
}

/// The same in words.
pub(crate) fn told(run: &Run) -> Option<String> {
    let Selection {
        by,
        not,
        checks,
        cases,
    } = selection(run)?;
    let mut said = Vec::new();
    if !by.is_empty() {
        said.push(format!("chosen by {}", brief(&by.join(", "), WORDS)));
    }
    if !not.is_empty() {
        let left = match (checks, cases) {
            (0, 0) => "nothing".to_owned(),
            (checks, 0) => many(*checks, "check"),
            (0, cases) => many(*cases, "case"),
            (checks, cases) => format!(
                "{} and {} of others",
                many(*checks, "check"),
                many(*cases, "case")
            ),
        };
        said.push(format!(
            "left out by {}: {left}",
            brief(&not.join(", "), WORDS)
        ));
    }
    Some(said.join("; "))
}
