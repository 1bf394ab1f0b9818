//! Fills rows and the contract into steps and expectations, and types what comes of it.

use std::cell::RefCell;

use indexmap::IndexMap;
use model::expectation::Expectation;
use model::flow::Written;
use model::name::Name;
use model::scenario::FreshValue;
use model::step::Step;
use model::template::fill_known;
use serde::Deserialize;
use serde_json::Value;

use crate::bind::Rows;
use crate::bind::include::Including;
use crate::check::ScenarioFile;
use crate::fault::Faults;
use crate::references;
use crate::target::TargetFile;

/// More steps than this are not made of one case.
const MOST: usize = 10_000;

/// What a case does and expects, with its rows, the contract and the flows filled in.
pub(crate) struct Filled {
    pub(crate) steps: Vec<Step>,
    /// The number of each step in the file, from 1; steps of a flow have that of their include.
    pub(crate) numbers: Vec<u32>,
    pub(crate) values: IndexMap<Name, FreshValue>,
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
    let (written, expect) = match typed(target, file, rows, faults)? {
        Ok(typed) => typed,
        Err(reason) => return Some(Err(reason)),
    };
    let mut filled = Filled {
        steps: Vec::new(),
        numbers: Vec::new(),
        values: file.scenario.values.clone(),
        expect,
    };
    let mut faulty = false;
    for (number, written) in (1..).zip(written) {
        match written {
            Written::Step(step) => filled.steps.push(*step),
            Written::Flow { include } => {
                let include = &include;
                let including = Including {
                    target,
                    file,
                    include,
                    number,
                };
                match including.expanded(faults) {
                    Some(Ok(expanded)) => {
                        filled.steps.extend(expanded.steps);
                        filled.values.extend(expanded.values);
                    }
                    Some(Err(reason)) => return Some(Err(reason)),
                    None => faulty = true,
                }
            }
        }
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        filled.numbers.resize(filled.steps.len(), number);
        if filled.steps.len() > MOST {
            let place = file.document.top().at("steps").key();
            faults
                .add(
                    place,
                    format!("with its flows a case has more than {MOST} steps"),
                )
                .cure("include less, or write scenarios apart");
            return None;
        }
    }
    (!faulty).then_some(Ok(filled))
}

type Typed = (Vec<Written>, Vec<Expectation>);

fn typed(
    target: Option<&TargetFile>,
    file: &ScenarioFile,
    rows: &Rows<'_>,
    faults: &mut Faults,
) -> Option<Result<Typed, String>> {
    let json = &file.document.json;
    let text = &file.source.text;
    if !text.contains("${row.") && !text.contains("${contract.") {
        let scenario = file.scenario.clone();
        return Some(Ok((scenario.steps, scenario.expect)));
    }
    let undeclared = Undeclared::default();
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
        Vec::<Written>::deserialize(&steps),
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
        (Ok(steps), Ok(expect)) => Some(Ok((steps, expect))),
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
pub(crate) type Undeclared = RefCell<Option<String>>;

fn of_row(name: &str, rows: &Rows<'_>, undeclared: &Undeclared) -> Option<Value> {
    match references::Name::of(name) {
        references::Name::Row(axis, field) => {
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

pub(crate) fn of_contract(
    target: &TargetFile,
    name: &str,
    undeclared: &Undeclared,
) -> Option<Value> {
    match references::Name::of(name) {
        references::Name::Contract(path) => {
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
