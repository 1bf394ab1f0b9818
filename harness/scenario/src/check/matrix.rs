//! The matrix: axes with rows that exist, and at most one that decides.

use model::expectation::Is;
use model::scenario::Axis;
use model::sets;

use crate::check::{ScenarioFile, each};
use crate::fault::Faults;
use crate::rows::{self, LISTS, decides};
use crate::tree::Spot;

/// More cases of one check than this are not made.
pub(crate) const MOST: usize = 10_000;

/// Checks the matrix, and the expectations that ask a row.
pub(crate) fn check(file: &ScenarioFile, faults: &mut Faults) {
    let top = file.document.top();
    let matrix = &file.scenario.matrix;
    let mut cases: usize = 1;
    for (name, axis) in matrix {
        let spot = top.at("matrix").at(name);
        if !plain(name, "_-") {
            faults
                .add(
                    spot.key(),
                    "the name of an axis has letters, digits, `-` and `_`",
                )
                .cure("it stands in ${row.AXIS.FIELD}");
        }
        axis_rows(axis, spot, faults);
        // How many entries a target has is seen when it is bound.
        if axis.each.is_some() {
            continue;
        }
        let rows = rows::of_axis(axis, &file.document.json["matrix"][name]);
        if rows.is_empty() {
            faults
                .add(spot.key(), format!("axis `{name}` has no rows"))
                .cure("list them, or leave the axis out");
        }
        cases = cases.saturating_mul(rows.len());
    }
    if cases > MOST {
        faults.add(
            top.at("matrix").key(),
            format!("the matrix has {cases} cases; more than {MOST} are not made"),
        );
    }
    deciding(file, faults);
}

fn axis_rows(axis: &Axis, spot: Spot<'_>, faults: &mut Faults) {
    let lists = || LISTS.iter().filter(|list| spot.at(list).is_there());
    if let Some(path) = &axis.each {
        return each::check((path, axis), lists(), spot, faults);
    }
    if spot.at("where").is_there() {
        faults
            .add(spot.at("where").key(), "`where` belongs to `each`")
            .cure("rows of the file are chosen by listing them");
    }
    match (&axis.named, spot.at("rows").is_there()) {
        (Some(set), false) => named(axis, set, spot, faults),
        (Some(_), true) => {
            faults
                .add(
                    spot.at("rows").key(),
                    "an axis is named or has rows, not both",
                )
                .also(spot.at("named").key(), "named here")
                .cure("write two axes");
        }
        (None, false) => {
            faults
                .add(spot.key(), "an axis needs `named`, `rows` or `each`")
                .cure(format!(
                    "the named sets are {}",
                    crate::nearest::list(sets::NAMES)
                ));
        }
        (None, true) => {
            for list in lists() {
                faults
                    .add(
                        spot.at(list).key(),
                        format!("`{list}` belongs to a named axis"),
                    )
                    .cure("a row that is spelled out says it itself: `must: refuse`");
            }
            spelled_out(axis, spot.at("rows"), faults);
        }
    }
}

fn named(axis: &Axis, set: &str, spot: Spot<'_>, faults: &mut Faults) {
    let Some(known) = sets::rows(set) else {
        let place = spot.at("named").value();
        return faults.unknown(place, "set", set, sets::NAMES.iter().copied());
    };
    let mut places = Vec::new();
    for (field, list) in [
        ("refuse", &axis.refuse),
        ("not-accept", &axis.not_accept),
        ("accept", &axis.accept),
        ("either", &axis.either),
    ] {
        let places_of = list.iter().enumerate();
        places.extend(places_of.map(|(index, row)| (row, spot.at(field).item(index).value())));
    }
    let contract = axis.contract.keys();
    places.extend(contract.map(|row| (row, spot.at("contract").at(row).key())));
    let mut first = std::collections::HashMap::new();
    for (written, place) in places {
        let rows = sets::meant(set, written);
        if rows.is_empty() {
            let what = format!("row of the set `{set}`");
            faults.unknown(place, &what, written, known.iter().copied());
        }
        for row in rows {
            if let Some(other) = first.insert(row, place) {
                faults
                    .add(place, format!("row `{row}` is listed twice"))
                    .also(other, "first here");
            }
        }
    }
}

fn spelled_out(axis: &Axis, spot: Spot<'_>, faults: &mut Faults) {
    let deciding = axis.rows.values().any(|row| row.must.is_some());
    for (name, row) in &axis.rows {
        let spot = spot.at(name);
        if !plain(name, "_-./") {
            faults
                .add(
                    spot.key(),
                    "the name of a row has letters, digits, `-`, `_`, `.` and `/`",
                )
                .cure("it stands in case ids");
        }
        if deciding && row.must.is_none() {
            faults
                .add(
                    spot.key(),
                    format!("row `{name}` does not say what must become of it"),
                )
                .cure("other rows of this axis do: add `must`");
        }
    }
}

fn deciding(file: &ScenarioFile, faults: &mut Faults) {
    let top = file.document.top();
    let matrix = &file.scenario.matrix;
    let deciding: Vec<&str> = matrix
        .iter()
        .filter(|(_, axis)| decides(axis))
        .map(|(name, _)| name.as_str())
        .collect();
    if let [first, second, ..] = deciding.as_slice() {
        faults
            .add(top.at("matrix").at(second).key(), "a second axis decides")
            .also(top.at("matrix").at(first).key(), "the first")
            .cure("a case has one right answer: let one axis say it");
    }
    for (index, expectation) in file.scenario.expect.iter().enumerate() {
        let asks = matches!(expectation.outcome, Some(Is::ByRow(_) | Is::ReadableByRow));
        if asks && deciding.is_empty() {
            faults
                .add(
                    top.at("expect").item(index).at("is").value(),
                    "no axis says what must become of its rows",
                )
                .cure("give the matrix an axis with `refuse`, `accept`, … or rows with `must`");
        }
    }
}

/// True when `name` has only letters, digits and these.
fn plain(name: &str, others: &str) -> bool {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || others.contains(letter);
    !name.is_empty() && name.chars().all(allowed)
}
