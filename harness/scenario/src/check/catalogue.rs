//! What a check of the catalogue has beyond a scenario: all of its metadata, and a path.

use crate::check::ScenarioFile;
use crate::fault::Faults;

/// Longest title, in characters.
const LONGEST: usize = 70;

/// Checks the metadata.
pub(crate) fn check(file: &ScenarioFile, faults: &mut Faults) {
    let top = file.document.top();
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
                .add(top.at("id").key(), format!("a check needs `{field}`"))
                .label(format!("has no `{field}`"))
                .cure(format!("`{field}`: {about}"));
        }
    }
    title(file, faults);
    let path = format!("catalogue/{}.yaml", check.id);
    let name = file.source.name.replace('\\', "/");
    if name != path && !name.ends_with(&format!("/{path}")) {
        faults
            .add(top.at("id").value(), "the id is not the file's path")
            .label(format!("belongs at {path}"))
            .cure("the id is the path below `catalogue/`, without `.yaml`");
    }
}

fn title(file: &ScenarioFile, faults: &mut Faults) {
    let place = file.document.top().at("title").value();
    let title = &file.scenario.title;
    let length = title.chars().count();
    if length > LONGEST {
        faults.add(
            place,
            format!("the title has {length} characters, more than {LONGEST}"),
        );
    }
    let words = title.to_lowercase();
    for phrase in ["should", "test that"] {
        if words.contains(phrase) {
            faults
                .add(place, format!("a title does not say `{phrase}`"))
                .cure("it names the fault: \"A foreign page can open a socket\"");
        }
    }
}
