//! Matchers and what they found, in words. What was found is cleaned first and cut then: a cut before
//! could leave half a secret that nobody recognises.

use model::clean::{Clean, Redactor};
use model::matcher::Matcher;
use model::wire::Answer;
use serde_json::Value;

use crate::matches::{plain, source};

/// Characters that are quoted of what was found.
const QUOTED: usize = 120;

/// Where a matcher looks.
pub fn place(matcher: &Matcher) -> String {
    match (
        &matcher.json,
        &matcher.header,
        &matcher.cookie,
        &matcher.location,
    ) {
        (Some(path), ..) => path.clone(),
        (_, Some(name), ..) => format!("header {name}"),
        (_, _, Some(name), _) => format!("cookie {name}"),
        (_, _, _, Some(name)) => format!("parameter {name} of the location"),
        _ => "the text".to_owned(),
    }
}

/// What a matcher wants.
pub fn wanted(matcher: &Matcher) -> String {
    format!("{} {}", place(matcher), tested(matcher))
}

/// What its test wants.
pub fn tested(matcher: &Matcher) -> String {
    match (
        &matcher.equals,
        &matcher.contains,
        &matcher.regex,
        matcher.exists,
    ) {
        (Some(value), ..) => format!("equal to {value}"),
        (_, Some(text), ..) => format!("with `{text}` in it"),
        (_, _, Some(regex), _) => format!("matching `{regex}`"),
        (.., Some(false)) => "absent".to_owned(),
        _ if matcher.one_of.is_some() => "one of its values".to_owned(),
        _ if matcher.lacks.is_some() => {
            let unwanted = matcher.lacks.as_deref().unwrap_or_default();
            format!("without `{unwanted}` in it")
        }
        _ => "present".to_owned(),
    }
}

/// What stands where a matcher looks.
pub fn seen(
    matcher: &Matcher,
    (answer, text): (Option<&Answer>, &[u8]),
    redactor: &Redactor,
) -> Clean {
    let found = source(matcher, answer, text);
    match found.as_ref().map(plain) {
        None => Clean::words("nothing there"),
        Some(text) if text.is_empty() => Clean::words("an empty text"),
        Some(_) if found == Some(Value::Null) => Clean::words("`null`"),
        Some(text) => quoted(&cleaned(matcher, &text, redactor), QUOTED),
    }
}

/// What an output holds.
pub fn seen_output(name: &str, found: Option<&str>, redactor: &Redactor) -> Clean {
    match found {
        None => Clean::words("nothing there"),
        Some(text) => quoted(&redactor.clean_member(name, text), QUOTED),
    }
}

/// Where credentials stand, only a placeholder may be shown.
fn cleaned(matcher: &Matcher, text: &str, redactor: &Redactor) -> Clean {
    if matcher.cookie.is_some() || matcher.location.is_some() {
        return redactor.clean_value(text);
    }
    if let Some(name) = &matcher.header {
        return redactor.clean_header(name, text.as_bytes());
    }
    let last = matcher.json.as_deref().map(|path| {
        let end = path.trim_end_matches(|c: char| "'\"]".contains(c));
        let start = end
            .rfind(|c: char| ".['\"".contains(c))
            .map_or(0, |at| at + 1);
        &end[start..]
    });
    match last {
        Some(name) => redactor.clean_member(name, text),
        None => redactor.clean(text),
    }
}

fn quoted(text: &Clean, most: usize) -> Clean {
    Clean::words(format!("`{}`", shortened(text, most)))
}

/// The beginning of what is already clean.
pub fn shortened(text: &Clean, most: usize) -> Clean {
    Clean::words(text.as_str().chars().take(most).collect::<String>())
}
