//! What a scenario needs of a target: operations, parts of the contract, hooks.

use std::collections::BTreeSet;

use model::expectation::Is;
use model::scenario::{Must, Scenario};
use model::template::references;
use serde_json::Value;

use crate::words;

/// One line for each thing; `needs` with the values that it admits. `written` is the scenario as its
/// file has it.
pub(super) fn of(scenario: &Scenario, written: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    let mut operations = BTreeSet::new();
    let mut paths = BTreeSet::new();
    for part in ["steps", "matrix"] {
        collect(&written[part], &mut operations, &mut paths);
    }
    let contract = references(written).into_iter();
    let contract = contract.filter(|name| name.starts_with("contract."));
    paths.extend(contract.map(str::to_owned));
    paths.extend(judged(scenario));
    paths.extend(policies(scenario).map(|path| format!("contract.{path}")));
    if !operations.is_empty() {
        let names: Vec<String> = operations.iter().map(|op| format!("`{op}`")).collect();
        let word = if names.len() == 1 {
            "operation"
        } else {
            "operations"
        };
        lines.push(format!("the {word} {}", names.join(", ")));
    }
    lines.extend(scenario.needs.iter().map(|(path, values)| {
        let values: Vec<String> = values.iter().map(words::value).collect();
        match values.is_empty() {
            true => format!("`{path}`"),
            false => format!("`{path}` as {}", values.join(" or ")),
        }
    }));
    let others = paths
        .iter()
        .filter(|path| !scenario.needs.contains_key(*path));
    lines.extend(others.map(|path| format!("`{path}`")));
    lines
}

/// Operations that steps name, and hooks that their verbs use.
fn collect(value: &Value, operations: &mut BTreeSet<String>, paths: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member) {
                    ("op", Value::String(op)) if !op.contains("${") => {
                        operations.insert(op.clone());
                    }
                    ("limit", Value::String(limit)) if !limit.contains("${") => {
                        paths.insert(format!("contract.limits.{limit}"));
                    }
                    ("audit", Value::Object(_)) => {
                        paths.insert("hooks.audit".to_owned());
                    }
                    _ => {}
                }
                collect(member, operations, paths);
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect(item, operations, paths)),
        _ => {}
    }
}

/// What a refusal or an ending looks like, where one is expected.
fn judged(scenario: &Scenario) -> impl Iterator<Item = String> {
    scenario
        .expect
        .iter()
        .filter_map(|it| match it.outcome.as_ref()? {
            Is::Refused(class) | Is::NotRefused(class) | Is::ByRow(class) => {
                Some(format!("contract.refusals.{class}"))
            }
            Is::Ended(cause) => Some(format!("contract.endings.{cause}")),
            _ => None,
        })
}

/// The policies that decide rows.
fn policies(scenario: &Scenario) -> impl Iterator<Item = &str> {
    scenario.matrix.values().flat_map(|axis| {
        let spelled = axis.rows.values().filter_map(|row| match &row.must {
            Some(Must::Contract(path)) => Some(path.as_str()),
            _ => None,
        });
        axis.contract.values().map(String::as_str).chain(spelled)
    })
}
