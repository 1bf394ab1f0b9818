//! What becomes of the cases of a scenario on a target.

use indexmap::IndexMap;
use model::plan::{Case, Work};
use model::scenario::Scenario;

use crate::text::{many, some};

/// More names than this are counted.
const NAMES: usize = 40;

/// How many cases run, and why others do not.
pub(super) fn told(scenario: &Scenario, cases: &[&Case]) -> Vec<String> {
    let mut run = Vec::new();
    let mut skipped: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for case in cases {
        let whole = case.id.0.as_str();
        let row = whole.strip_prefix(scenario.id.0.as_str()).unwrap_or(whole);
        let row = row.trim_start_matches('#');
        match &case.work {
            Work::Run(_) => run.push(row),
            Work::Skip(reason) => skipped.entry(reason).or_default().push(row),
        }
    }
    let mut lines = Vec::new();
    if !run.is_empty() {
        lines.push(line("run", &run, ""));
    }
    let lines_of = skipped
        .iter()
        .map(|(reason, rows)| line("skipped", rows, &format!(", because {reason}")));
    lines.extend(lines_of);
    lines
}

fn line(what: &str, rows: &[&str], why: &str) -> String {
    let verb = match (what, rows.len()) {
        ("run", 1) => "runs",
        ("run", _) => "run",
        (_, 1) => "is skipped",
        _ => "are skipped",
    };
    let count = many(rows.len(), "case");
    let named = rows.iter().filter(|row| !row.is_empty());
    let names: Vec<String> = named.map(|row| format!("`{row}`")).collect();
    let colon = if names.is_empty() { "" } else { ": " };
    let names = some(names.iter().map(String::as_str), NAMES);
    format!("{count} {verb}{why}{colon}{names}")
}
