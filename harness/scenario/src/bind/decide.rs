//! What the row of the deciding axis says, and expectations with it filled in.

use model::expectation::{Expectation, Fields, Frames, Is};
use model::plan::{Expected, Predicate};
use model::scenario::Must;
use serde_json::Value;

use crate::bind::Rows;
use crate::check::ScenarioFile;
use crate::fault::Faults;
use crate::target::TargetFile;

/// What must become of the case by its row, with the contract's policy looked up. `None` when the
/// path leads to no policy; the reason when it is not declared.
pub(crate) fn row(
    target: &TargetFile,
    file: &ScenarioFile,
    rows: &Rows<'_>,
    faults: &mut Faults,
) -> Option<Result<Option<Must>, String>> {
    let deciding = rows
        .iter()
        .find_map(|(axis, row)| Some((axis, row, row.must.clone()?)));
    let Some((axis, row, must)) = deciding else {
        return Some(Ok(None));
    };
    let Must::Contract(path) = must else {
        return Some(Ok(Some(must)));
    };
    match target.at(&format!("contract.{path}")) {
        None => Some(Err(format!(
            "the contract does not declare `{path}`, which decides row `{}`",
            row.name
        ))),
        Some(Value::String(policy)) if policy == "accept" => Some(Ok(Some(Must::Accept))),
        Some(Value::String(policy)) if policy == "refuse" => Some(Ok(Some(Must::Refuse))),
        Some(_) => {
            let spot = file.document.top().at("matrix").at(axis);
            let place = match spot.at("contract").at(&row.name) {
                named if named.is_there() => named.value(),
                _ => spot
                    .at("rows")
                    .at(&row.name)
                    .at("must")
                    .at("contract")
                    .value(),
            };
            faults
                .add(place, format!("`contract.{path}` is no policy"))
                .cure("a row is decided by a path to `accept` or `refuse`");
            None
        }
    }
}

/// The expectations of a case.
pub(crate) fn expected(expect: Vec<Expectation>, must: Option<&Must>) -> Vec<Expected> {
    let numbered = (1..).zip(expect);
    numbered
        .filter_map(|(number, expectation)| {
            let predicate = predicate(&expectation, must)?;
            let Expectation {
                probe,
                probes,
                level,
                ..
            } = expectation;
            Some(Expected {
                number,
                probes: probe.into_iter().chain(probes).collect(),
                predicate,
                level,
            })
        })
        .collect()
}

/// The one predicate; reading made sure that there is one.
fn predicate(expectation: &Expectation, must: Option<&Must>) -> Option<Predicate> {
    if let Some(outcome) = &expectation.outcome {
        return Some(Predicate::Is(by_row(outcome, must)));
    }
    if let Some(matcher) = &expectation.matcher {
        return Some(Predicate::Match(Box::new(matcher.clone())));
    }
    if let Some(frames) = expectation.frames {
        return Some(match frames {
            Frames::NoneBeforeRefusal => Predicate::NoFrameBeforeRefusal,
            Frames::NothingInternal => Predicate::NothingInternal,
        });
    }
    if let Some(cookie) = &expectation.cookie {
        return Some(Predicate::Cookie(Box::new(cookie.clone())));
    }
    if let Some(Fields::AsDeclared) = expectation.fields {
        return Some(Predicate::FieldsAsDeclared);
    }
    if let Some(within) = expectation.within {
        return Some(Predicate::Within(within));
    }
    match expectation {
        it if !it.same.is_empty() => Some(Predicate::Same(it.same.clone())),
        it if !it.header.is_empty() => Some(Predicate::Headers(it.header.clone())),
        it if !it.output.is_empty() => Some(Predicate::Outputs(it.output.clone())),
        it if !it.count.is_empty() => Some(Predicate::Count(it.count.clone())),
        _ => None,
    }
}

fn by_row(outcome: &Is, must: Option<&Must>) -> Is {
    let class = match outcome {
        Is::ByRow(class) => class,
        Is::ReadableByRow => {
            return match must {
                Some(Must::Refuse | Must::NotAccept) => Is::Unreadable,
                Some(Must::Accept) => Is::Readable,
                Some(Must::Either | Must::Contract(_)) | None => Is::Either,
            };
        }
        _ => return outcome.clone(),
    };
    match must {
        Some(Must::Refuse) => Is::Refused(*class),
        Some(Must::NotAccept) => Is::NotAccepted,
        Some(Must::Accept) => Is::Accepted,
        // A policy was looked up before, and reading wants a deciding axis for `by-row`.
        Some(Must::Either | Must::Contract(_)) | None => Is::Either,
    }
}
