//! The skeleton of a check: complete, and refused until whoever writes it has filled it in.

use serde_json::Value;

use crate::check::catalogue::FAMILIES;
use crate::fault::Faults;
use crate::nearest;
use crate::schema;
use crate::tree::Spot;

/// What a text begins with that is to be filled in.
const MARK: &str = "FILL IN";

/// Why there is no skeleton for an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoSkeleton {
    /// It is not an id.
    #[error("`{}` is no id: write FAMILY/NAME in small letters, digits and hyphens", nearest::short(.0))]
    Id(String),
    /// The catalogue has no such family.
    #[error(
        "the catalogue has no family `{}`{near}\nhelp: one of {}",
        nearest::short(family),
        nearest::choice(FAMILIES)
    )]
    Family {
        /// The family.
        family: String,
        /// The nearest, in words.
        near: String,
    },
}

/// The text of a new check. Everything that nobody can know before stands in it as a text that begins
/// with `FILL IN`, and reading refuses it. `since` is the version that first has the check.
///
/// # Errors
/// That it is no id of a check of the catalogue.
pub fn skeleton(id: &str, since: &str) -> Result<String, NoSkeleton> {
    let family = family(id)?;
    let step = match family {
        "socket-auth" | "socket-protocol" | "origin" => "open: { op: socket",
        _ => "call: { op: whoami",
    };
    let severities = words("Severity");
    let classes = words("Weakness");
    let levels = words("Level");
    Ok(format!(
        r#"# What begins with {MARK} is refused until it says something. Then this line goes, too.
id: {id}
title: "{MARK}: the fault, at most 70 characters, such as: A forged token is accepted"
since: {since}
status: stable
severity: "{MARK}: {severities}"
class: "{MARK}: {classes}"
# The most that it does: read, mutate, notify, exhaust or destroy.
impact: read
references:
  - doc: "{MARK}: the document that demands it, such as: RFC 6455, OWASP ASVS 5.0.0"
    section: "{MARK}: the section, such as: 10.2"
    note: "{MARK}: what the section covers and what it does not; or leave the note out"
  - {{ doc: CWE, section: "{MARK}: the number of the weakness, such as: 347" }}
what: "{MARK}: a sentence that says what the server did when the check fails."
why: "{MARK}: a sentence that says what an attacker gains by it."
remedy: "{MARK}: a sentence that says what its owner changes."
defects: ["{MARK}: the planted defect that it must find"]
steps:
  # The legitimate request: it must be accepted before the first probe and again after the last.
  - {step}, control: both }}
  # What is judged, the same request with one thing wrong.
  - {step}, credential: [{{ is: {{ value: "{MARK}: what is wrong with it" }} }}], probe: wrong }}
expect:
  - {{ probe: wrong, is: {{ refused: unauthenticated }}, level: "{MARK}: {levels}" }}
"#
    ))
}

/// The family of an id, when the catalogue has it.
fn family(id: &str) -> Result<&str, NoSkeleton> {
    let of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_name =
        |part: &str| !part.is_empty() && !part.starts_with('-') && part.chars().all(of_name);
    match id.split_once('/') {
        Some((family, name)) if is_name(family) && is_name(name) => {
            if FAMILIES.contains(&family) {
                return Ok(family);
            }
            let near = nearest::nearest(family, FAMILIES.iter().copied());
            Err(NoSkeleton::Family {
                family: family.to_owned(),
                near: near.map_or_else(String::new, |near| format!("; did you mean `{near}`?")),
            })
        }
        _ => Err(NoSkeleton::Id(id.to_owned())),
    }
}

/// True for a text that is still to be filled in.
pub(crate) fn is_unfilled(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with(MARK))
}

/// Notes every text that is still to be filled in; the schema says nothing more of these.
pub(crate) fn check(json: &Value, spot: Spot<'_>, faults: &mut Faults) {
    match json {
        unfilled if is_unfilled(unfilled) => {
            faults.add(spot.value(), "this is not filled in yet");
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                check(item, spot.item(index), faults);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                check(member, spot.at(name), faults);
            }
        }
        _ => {}
    }
}

/// The words of a closed list, as the schema has them.
fn words(definition: &str) -> String {
    let branches = schema::SCENARIO.value["$defs"][definition]["oneOf"].as_array();
    let words = branches.into_iter().flatten();
    let words: Vec<&str> = words
        .filter_map(|branch| branch["const"].as_str())
        .collect();
    match words.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
        words => words.concat(),
    }
}
