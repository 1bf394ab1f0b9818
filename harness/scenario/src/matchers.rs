//! Matchers and outputs: one source, one test, and paths and expressions that compile.

use model::matcher::Matcher;
use model::operation::{Message, Output};
use model::step::Octets;
use regex::Regex;
use serde_json_path::JsonPath;

use crate::fault::Faults;
use crate::nearest;
use crate::region::Region;
use crate::tree::Spot;

/// What a matcher or output looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    /// An HTTP response.
    Response,
    /// A message on a socket: it has no headers.
    Message,
}

const SOURCES: &[&str] = &[
    "json",
    "header",
    "cookie",
    "location",
    "form-action",
    "form-input",
    "text",
];
const TESTS: &[&str] = &["equals", "contains", "regex", "exists", "one-of"];

/// Checks a matcher.
pub(crate) fn matcher(matcher: &Matcher, spot: Spot<'_>, on: On, faults: &mut Faults) {
    if matcher.is_empty() {
        faults
            .add(spot.key(), "an empty matcher holds on everything")
            .cure("name a source (`json`, `header`, `cookie`, `location`) or a test");
        return;
    }
    several(spot, SOURCES, "source", faults);
    several(spot, TESTS, "test", faults);
    sources(spot, on, faults);
    if let Some(path) = &matcher.json {
        json_path(path, spot.at("json").value(), faults);
    }
    if let Some(expression) = &matcher.regex {
        regex(expression, spot.at("regex").value(), faults);
    }
    if matcher.one_of.as_ref().is_some_and(Vec::is_empty) {
        faults.add(
            spot.at("one-of").value(),
            "the list is empty: nothing is one of it",
        );
    }
}

/// Checks an output.
pub(crate) fn output(output: &Output, spot: Spot<'_>, on: On, faults: &mut Faults) {
    let named = SOURCES.iter().filter(|source| spot.at(source).is_there());
    if named.count() == 0 {
        faults
            .add(spot.key(), "an output needs a source")
            .cure(format!("name one of {}", nearest::list(SOURCES)));
    }
    several(spot, SOURCES, "source", faults);
    sources(spot, on, faults);
    if let Some(path) = &output.json {
        json_path(path, spot.at("json").value(), faults);
    }
    if let Some(expression) = &output.regex {
        let place = spot.at("regex").value();
        let groups = regex(expression, place, faults);
        if groups == Some(1) {
            faults
                .add(place, "the expression has no group")
                .cure("put what is wanted in ( )");
        }
    }
}

/// Checks a message: binary ones are hexadecimal digits.
pub(crate) fn message(message: &Message, spot: Spot<'_>, faults: &mut Faults) {
    match message {
        Message::Binary(digits) => hexadecimal(digits, spot.at("binary").value(), faults),
        Message::Raw(digits) => hexadecimal(digits, spot.at("raw").value(), faults),
        Message::Frame(frame) => {
            if let Some(Octets::Hex(digits)) = &frame.payload {
                let place = spot.at("frame").at("payload").at("hex").value();
                hexadecimal(digits, place, faults);
            }
        }
        Message::Json(_) | Message::Text(_) => {}
    }
}

/// Checks hexadecimal digits.
pub(crate) fn hexadecimal(digits: &str, place: Region, faults: &mut Faults) {
    if let Some(other) = digits.chars().find(|digit| !digit.is_ascii_hexdigit()) {
        faults
            .add(place, format!("`{other}` is no hexadecimal digit"))
            .cure("write octets as pairs of 0-9 and a-f, without spaces");
    } else if digits.len() % 2 == 1 {
        faults.add(place, "an odd number of hexadecimal digits");
    }
}

fn several(spot: Spot<'_>, names: &[&str], what: &str, faults: &mut Faults) {
    let mut there = names.iter().filter(|name| spot.at(name).is_there());
    if let (Some(first), Some(second)) = (there.next(), there.next()) {
        faults
            .add(
                spot.at(second).key(),
                format!("a second {what} in one matcher"),
            )
            .also(spot.at(first).key(), "the first")
            .cure(format!(
                "a matcher has one {what}: write two, or leave one out"
            ));
    }
}

fn sources(spot: Spot<'_>, on: On, faults: &mut Faults) {
    for source in ["header", "cookie", "location", "form-action", "form-input"] {
        if on == On::Message && spot.at(source).is_there() {
            faults
                .add(
                    spot.at(source).key(),
                    format!("a message has no `{source}`"),
                )
                .cure("look into it with `json`, or at the whole text without a source");
        }
    }
}

/// Notes what is no JSONPath.
pub(crate) fn json_path(path: &str, place: Region, faults: &mut Faults) {
    if let Err(error) = JsonPath::parse(path) {
        faults
            .add(place, format!("this is no JSONPath (RFC 9535): {error}"))
            .cure("a path begins with `$`, as in `$.user.name` or `$.items[0]`");
    }
}

/// The number of groups, the whole included; `None` when the expression does not compile.
fn regex(expression: &str, place: Region, faults: &mut Faults) -> Option<usize> {
    match Regex::new(expression) {
        Ok(regex) => Some(regex.captures_len()),
        Err(error) => {
            let told = error.to_string();
            let reason = told.lines().last().unwrap_or_default();
            let reason = reason.trim_start_matches("error: ");
            faults.add(place, format!("this is no regular expression: {reason}"));
            None
        }
    }
}
