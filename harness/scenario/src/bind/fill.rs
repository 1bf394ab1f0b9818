//! Fills rows and the contract into steps and expectations, and types what comes of it.

use std::cell::RefCell;

use model::expectation::Expectation;
use model::step::Step;
use model::template::fill_known;
use serde::Deserialize;
use serde_json::Value;

use crate::bind::Rows;
use crate::check::ScenarioFile;
use crate::fault::Faults;
use crate::references::Name;
use crate::target::TargetFile;

/// What a case does and expects, with its rows and the contract filled in.
pub(crate) struct Filled {
    pub(crate) steps: Vec<Step>,
    pub(crate) expect: Vec<Expectation>,
}

/// Fills in `rows`, and the contract when there is a target. `None` when what comes of it is
/// faulty; the reason when the contract does not declare something.
pub(crate) fn filled(
    target: Option<&TargetFile>,
    file: &ScenarioFile,
    rows: &Rows<'_>,
    faults: &mut Faults,
) -> Option<Result<Filled, String>> {
    let json = &file.document.json;
    let text = &file.source.text;
    if !text.contains("${row.") && !text.contains("${contract.") {
        return Some(Ok(Filled {
            steps: file.scenario.steps.clone(),
            expect: file.scenario.expect.clone(),
        }));
    }
    let undeclared = RefCell::new(None);
    let fill = |value: &Value| {
        let value = fill_known(value, &|name| of_row(name, rows, &undeclared));
        match target {
            Some(target) => fill_known(&value, &|name| of_contract(target, name, &undeclared)),
            None => value,
        }
    };
    let steps = fill(&json["steps"]);
    let expect = fill(&json["expect"]);
    if let Some(reason) = undeclared.into_inner() {
        return Some(Err(reason));
    }
    let typed = (
        Vec::<Step>::deserialize(&steps),
        Vec::<Expectation>::deserialize(&expect),
    );
    // The types are laxer than the schema about unknown fields, which rows may bring.
    if file.document.has_stand_ins || typed.0.is_err() || typed.1.is_err() {
        let mut whole = json.clone();
        whole["steps"] = steps;
        whole["expect"] = expect;
        let before = faults.len();
        file.document.validate(&file.source, &whole, faults);
        if faults.len() > before {
            return None;
        }
    }
    match typed {
        (Ok(steps), Ok(expect)) => Some(Ok(Filled { steps, expect })),
        (Err(error), _) | (_, Err(error)) => {
            // Without a target, what refers to the contract is not typed.
            if target.is_some() {
                let place = file.document.top().at("steps").key();
                faults.add(place, format!("cannot be read with its rows: {error}"));
            }
            None
        }
    }
}

/// Why something cannot be filled in; the first reason counts.
type Undeclared = RefCell<Option<String>>;

fn of_row(name: &str, rows: &Rows<'_>, undeclared: &Undeclared) -> Option<Value> {
    match Name::of(name) {
        Name::Row(axis, field) => {
            let (_, row) = rows.iter().find(|(known, _)| *known == axis)?;
            let value = row.value(field);
            // Reading made sure that rows of the file have their fields; those of a target may not.
            if let (None, Some(field)) = (&value, field) {
                undeclared
                    .borrow_mut()
                    .get_or_insert(format!("row `{}` of `{axis}` has no `{field}`", row.name));
            }
            value
        }
        _ => None,
    }
}

fn of_contract(target: &TargetFile, name: &str, undeclared: &Undeclared) -> Option<Value> {
    match Name::of(name) {
        Name::Contract(path) => {
            let found = target.at(name);
            if found.is_none() {
                undeclared
                    .borrow_mut()
                    .get_or_insert(format!("the contract does not declare `{path}`"));
            }
            found
        }
        _ => None,
    }
}
