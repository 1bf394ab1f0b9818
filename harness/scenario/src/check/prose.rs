//! How a check speaks: its title names the fault, and what it says of it are sentences that can be
//! pasted into a ticket.

use crate::check::ScenarioFile;
use crate::fault::Faults;
use crate::tree::Spot;

/// Longest title, in characters.
const TITLE: usize = 70;

/// Longest paragraph, in characters.
const PARAGRAPH: usize = 300;

/// What a title says that speaks of a test, or of what is right, and not of a fault.
const PHRASES: &[&str] = &[
    "should",
    "must",
    "test that",
    "tests that",
    "check that",
    "checks that",
    "verify",
    "verifies",
    "ensure",
    "ensures",
];

const FAULT: &str = "it names the fault: \"A foreign page can open a socket\"";

/// Checks title, what, why and remedy.
pub(crate) fn check(file: &ScenarioFile, faults: &mut Faults) {
    let top = file.document.top();
    let check = &file.scenario;
    title(&check.title, top.at("title"), faults);
    for (field, text) in [
        ("what", &check.what),
        ("why", &check.why),
        ("remedy", &check.remedy),
    ] {
        if let Some(text) = text {
            paragraph(field, text, top.at(field), faults);
        }
    }
}

fn title(title: &str, spot: Spot<'_>, faults: &mut Faults) {
    let place = spot.value();
    let length = title.chars().count();
    if length > TITLE {
        faults.add(
            place,
            format!("the title has {length} characters, more than {TITLE}"),
        );
    }
    let words = words(title);
    for phrase in PHRASES {
        if words.contains(&format!(" {phrase} ")) {
            faults
                .add(place, format!("a title does not say `{phrase}`"))
                .cure(FAULT);
        }
    }
    if !begins_a_sentence(title) {
        faults.add(place, "a title begins with a capital letter");
    }
    match title.chars().last() {
        Some('?') => {
            faults.add(place, "a title is not a question").cure(FAULT);
        }
        Some(last @ ('.' | '!' | ':' | ';' | ',')) => {
            faults.add(place, format!("a title has no `{last}` at its end"));
        }
        _ => {}
    }
}

fn paragraph(field: &str, text: &str, spot: Spot<'_>, faults: &mut Faults) {
    let place = spot.value();
    let length = text.chars().count();
    if length > PARAGRAPH {
        faults
            .add(
                place,
                format!("`{field}` has {length} characters, more than {PARAGRAPH}"),
            )
            .cure("a report shows it beside every finding: say what matters");
    }
    if !begins_a_sentence(text) || !text.trim_end().ends_with('.') {
        faults
            .add(place, format!("`{field}` is not a sentence"))
            .cure("begin with a capital letter and end with a full stop");
    }
}

/// True when it begins with a capital letter, or with a name in backticks.
fn begins_a_sentence(text: &str) -> bool {
    text.starts_with(|c: char| c.is_uppercase() || c == '`')
}

/// The words in small letters, with one space around each.
fn words(text: &str) -> String {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}
