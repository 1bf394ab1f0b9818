//! The rows of one axis, by what must become of them.

use model::credential::CredentialUse;
use model::forgery::forgery;
use model::metadata::Severity;
use model::scenario::{Axis, Must};
use model::sets;
use serde_json::Value;

use crate::words;

/// The rows of the axis at `index` that cases, or their beginnings, name; without cases, all.
pub(super) fn only<'a>(cases: &[&'a str], index: usize) -> Vec<&'a str> {
    let rows = cases.iter().filter_map(|case| case.split_once('#'));
    rows.filter_map(|(_, rows)| rows.split(',').nth(index))
        .collect()
}

/// One line for each row, or for each of `only`.
pub(super) fn of(axis: &Axis, only: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut told = |row: &str, must: &str, more: &str| {
        if only.is_empty() || only.contains(&row) {
            lines.push(format!("`{row}`{must}{more}"));
        }
    };
    let set = axis.named.as_deref().unwrap_or_default();
    let what = |row: &str| described(set, row).map_or(String::new(), |what| format!(": {what}"));
    for (must, rows) in [
        (&Must::Refuse, &axis.refuse),
        (&Must::NotAccept, &axis.not_accept),
        (&Must::Accept, &axis.accept),
        (&Must::Either, &axis.either),
    ] {
        for written in rows {
            let rows = match sets::meant(set, written) {
                rows if rows.is_empty() => vec![written.as_str()],
                rows => rows,
            };
            rows.iter()
                .for_each(|row| told(row, &becomes(must), &what(row)));
        }
    }
    for (row, path) in &axis.contract {
        told(row, &becomes(&Must::Contract(path.clone())), &what(row));
    }
    for (row, it) in &axis.rows {
        let must = it.must.as_ref().map_or(String::new(), becomes);
        let fields = it.fields.iter().map(|(name, value)| field(name, value));
        let fields: Vec<String> = fields.collect();
        let colon = if fields.is_empty() { "" } else { ": " };
        told(row, &must, &format!("{colon}{}", fields.join(", ")));
    }
    if let Some(path) = &axis.each {
        lines.push(each(path, axis));
        lines.extend(only.iter().map(|row| format!("of these, `{row}`")));
    }
    lines
}

fn becomes(must: &Must) -> String {
    match must {
        Must::Refuse => " is refused".to_owned(),
        Must::NotAccept => " is not accepted".to_owned(),
        Must::Accept => " is accepted".to_owned(),
        Must::Either => " may be accepted or refused".to_owned(),
        Must::Contract(path) => format!(" is as `contract.{path}` says"),
    }
}

fn each(path: &str, axis: &Axis) -> String {
    let only = axis.only.iter().map(|(field, values)| {
        let values: Vec<String> = values.iter().map(words::value).collect();
        format!("{field} {}", values.join(" or "))
    });
    let only: Vec<String> = only.collect();
    let with = if only.is_empty() { "" } else { " with " };
    format!("each of the target's `{path}`{with}{}", only.join(" and "))
}

/// A field of a row; uses of credentials are put into words, as in the steps that refer to them.
fn field(name: &str, value: &Value) -> String {
    match serde_json::from_value::<Vec<CredentialUse>>(value.clone()) {
        Ok(uses) if !uses.is_empty() => format!("{name}{}", words::credentials(&uses)),
        _ => format!("{name} {}", words::value(value)),
    }
}

/// What a row of a set is, and how bad it is at most when it has a bound below that of its check.
fn described(set: &str, row: &str) -> Option<String> {
    let mut origins = sets::ORIGINS.iter();
    match set {
        "origins" => origins
            .find(|(name, _)| *name == row)
            .map(|(_, what)| (*what).to_owned()),
        "forgeries" => forgery(row).map(|it| match it.most {
            Severity::Critical => it.what.to_owned(),
            most => format!("{}; severity {} at most", it.what, most.word()),
        }),
        _ => None,
    }
}
