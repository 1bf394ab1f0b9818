//! What a check of the catalogue has beyond a scenario: all of its metadata, a family, and a path.

use crate::check::{ScenarioFile, prose};
use crate::fault::Faults;

/// The families of the catalogue. The list is closed, so that a filter for one finds all of it.
pub const FAMILIES: &[&str] = &[
    "audit",
    "code",
    "cookie",
    "csrf",
    "error",
    "limit",
    "message",
    "origin",
    "race",
    "refresh",
    "service",
    "session",
    "socket-auth",
    "socket-protocol",
    "timing",
    "token",
];

/// Checks the metadata.
pub(crate) fn check(file: &ScenarioFile, faults: &mut Faults) {
    there(file, faults);
    prose::check(file, faults);
    since(file, faults);
    id(file, faults);
}

fn there(file: &ScenarioFile, faults: &mut Faults) {
    let check = &file.scenario;
    let there = [
        (
            "since",
            check.since.is_some(),
            "the version that first has it, in quotes",
        ),
        (
            "class",
            check.class.is_some(),
            "what kind of weakness it looks for",
        ),
        (
            "references",
            !check.references.is_empty(),
            "what it rests on",
        ),
        ("what", check.what.is_some(), "what is wrong when it fails"),
        ("why", check.why.is_some(), "what an attacker gains"),
        ("remedy", check.remedy.is_some(), "how to mend it"),
        (
            "defects",
            !check.defects.is_empty(),
            "planted defects that make it fail",
        ),
    ];
    for (field, there, about) in there {
        if !there {
            faults
                .add(
                    file.document.top().at("id").key(),
                    format!("a check needs `{field}`"),
                )
                .label(format!("has no `{field}`"))
                .cure(format!("`{field}`: {about}"));
        }
    }
}

fn since(file: &ScenarioFile, faults: &mut Faults) {
    let Some(since) = &file.scenario.since else {
        return;
    };
    let number = |part: &str| part.parse::<u16>().is_ok();
    if since.split('.').count() != 3 || !since.split('.').all(number) {
        faults
            .add(
                file.document.top().at("since").value(),
                "this is no version of gateproof",
            )
            .cure("write the version that first has it, such as 0.1.0");
    }
}

fn id(file: &ScenarioFile, faults: &mut Faults) {
    let place = file.document.top().at("id").value();
    let id = &file.scenario.id;
    if !FAMILIES.contains(&id.family()) {
        let known = FAMILIES.iter().copied();
        faults.unknown(place, "family", id.family(), known);
    }
    let path = format!("catalogue/{id}.yaml");
    let name = file.source.name.replace('\\', "/");
    if name != path && !name.ends_with(&format!("/{path}")) {
        faults
            .add(place, "the id is not the file's path")
            .label(format!("belongs at {path}"))
            .cure("the id is the path below `catalogue/`, without `.yaml`");
    }
}
