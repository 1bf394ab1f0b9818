//! What the row of the deciding axis says, and expectations with it filled in.

use model::expectation::{Expectation, Fields, Frames, Is, Secrets, Test};
use model::matcher::Matcher;
use model::plan::{Expected, Predicate};
use model::refusal::Class;
use model::scenario::Must;
use serde_json::Value;

use crate::bind::{Rows, cookies};
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
        Some(Value::String(policy)) if policy == "not-accept" => Some(Ok(Some(Must::NotAccept))),
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
                .cure("a row is decided by a path to `accept`, `refuse` or `not-accept`");
            None
        }
    }
}

/// The expectations of a case, or what the target does not declare of them.
pub(crate) fn expected(
    target: &TargetFile,
    expect: Vec<Expectation>,
    must: Option<&Must>,
) -> Result<Vec<Expected>, String> {
    let mut all = Vec::new();
    for (number, expectation) in (1..).zip(expect) {
        if let Some(predicate) = predicate(target, &expectation, must)? {
            let Expectation {
                probe,
                probes,
                level,
                ..
            } = expectation;
            all.push(Expected {
                number,
                probes: probe.into_iter().chain(probes).collect(),
                predicate,
                level,
            });
        }
    }
    Ok(all)
}

/// The one predicate; reading made sure that there is one.
fn predicate(
    target: &TargetFile,
    expectation: &Expectation,
    must: Option<&Must>,
) -> Result<Option<Predicate>, String> {
    let it = expectation;
    Ok(if let Some(outcome) = &it.outcome {
        Some(Predicate::Is(by_row(outcome, must)))
    } else if let Some(matcher) = &it.matcher {
        Some(Predicate::Match(Box::new(matcher.clone())))
    } else if let Some(frames) = it.frames {
        Some(match frames {
            Frames::NoneBeforeRefusal => Predicate::NoFrameBeforeRefusal,
            Frames::NothingInternal => Predicate::NothingInternal,
        })
    } else if let Some(cookie) = &it.cookie {
        let cookies = cookies::meant(&target.target, cookie)?;
        Some(Predicate::Cookie(Box::new(cookies)))
    } else if let Some(Fields::AsDeclared) = it.fields {
        Some(Predicate::FieldsAsDeclared)
    } else if let Some(Secrets::None) = it.secrets {
        Some(Predicate::NoSecret)
    } else if let Some(within) = it.within {
        Some(Predicate::Within(within))
    } else if !it.same.is_empty() {
        Some(Predicate::Same(it.same.clone()))
    } else if !it.header.is_empty() {
        Some(Predicate::Headers(it.header.iter().map(header).collect()))
    } else if !it.output.is_empty() {
        let outputs = it.output.iter();
        let outputs = outputs.map(|(name, test)| (name.clone(), test.on(Matcher::default())));
        Some(Predicate::Outputs(outputs.collect()))
    } else if !it.count.is_empty() {
        Some(Predicate::Count(it.count.clone()))
    } else {
        None
    })
}

fn header((name, test): (&String, &Test)) -> Matcher {
    test.on(Matcher {
        header: Some(name.clone()),
        ..Matcher::default()
    })
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
        // Of a limit that answers first, nothing else is known; but here it is what is asked about.
        Some(Must::NotAccept) => match class {
            Class::Limited | Class::Capacity | Class::Unavailable => Is::KeptOut(*class),
            _ => Is::NotAccepted,
        },
        Some(Must::Accept) => Is::Accepted,
        // A policy was looked up before, and reading wants a deciding axis for `by-row`.
        Some(Must::Either | Must::Contract(_)) | None => Is::Either,
    }
}
