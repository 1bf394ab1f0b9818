//! The axes of a case with their rows: those of the file, and those that the target declares.

use model::scenario::Axis;
use serde_json::Value;

use crate::bind::{Rows, applicable, operations};
use crate::check::{MOST_CASES, ScenarioFile};
use crate::explain::words;
use crate::fault::Faults;
use crate::rows::{self, RowOf};
use crate::target::{Entry, TargetFile};

/// Every combination of rows, the last axis fastest. `None` when there are too many; the reason when
/// the target has no row for an axis. Without a target, axes over its entries are left out.
pub(crate) fn combinations<'s>(
    target: Option<&TargetFile>,
    file: &'s ScenarioFile,
    faults: &mut Faults,
) -> Option<Result<Vec<Rows<'s>>, String>> {
    let mut axes = Vec::new();
    for (name, axis) in &file.scenario.matrix {
        let rows = match (&axis.each, target) {
            (None, _) => rows::of_axis(axis, &file.document.json["matrix"][name]),
            (Some(_), None) => continue,
            (Some(path), Some(target)) => match declared(target, path, axis) {
                Ok(rows) => rows,
                Err(reason) => return Some(Err(reason)),
            },
        };
        axes.push((name.as_str(), rows));
    }
    let sizes = axes.iter().map(|(_, rows)| rows.len());
    let cases = sizes.fold(1, usize::saturating_mul);
    if cases > MOST_CASES {
        faults.add(
            file.document.top().at("matrix").key(),
            format!(
                "the matrix has {cases} cases with this target; more than {MOST_CASES} are not made"
            ),
        );
        return None;
    }
    let mut found: Vec<Rows<'s>> = vec![Vec::new()];
    for (name, rows) in axes {
        found = found
            .into_iter()
            .flat_map(|before| {
                rows.iter().map(move |row| {
                    let mut combination = before.clone();
                    combination.push((name, row.clone()));
                    combination
                })
            })
            .collect();
    }
    Some(Ok(found))
}

/// The entries that the target declares at `path`, or why there is none.
fn declared(target: &TargetFile, path: &str, axis: &Axis) -> Result<Vec<RowOf<'static>>, String> {
    let entries = target.entries(path);
    if entries.is_empty() {
        return Err(operations::behind(&target.target, path)
            .unwrap_or_else(|| format!("the target declares no `{path}`")));
    }
    let kept = |entry: &Entry| {
        let mut conditions = axis.only.iter();
        conditions.all(|(field, values)| has(entry.fields.get(field), values))
    };
    let rows: Vec<RowOf<'static>> = entries
        .into_iter()
        .filter(kept)
        .map(RowOf::of_entry)
        .collect();
    match rows.is_empty() {
        true => Err(format!("none of `{path}` has {}", wanted(axis))),
        false => Ok(rows),
    }
}

/// True when a field has one of these values, or contains one of them.
fn has(field: Option<&Value>, values: &[Value]) -> bool {
    let is = |one: &Value| values.iter().any(|value| applicable::alike(one, value));
    match field {
        Some(Value::Array(items)) => items.iter().any(is),
        Some(one) => is(one),
        None => false,
    }
}

/// "needs: [csrf] and method: [POST, PUT]".
fn wanted(axis: &Axis) -> String {
    let conditions = axis.only.iter().map(|(field, values)| {
        let values: Vec<String> = values.iter().map(words::bare).collect();
        format!("{field}: [{}]", values.join(", "))
    });
    conditions.collect::<Vec<_>>().join(" and ")
}
