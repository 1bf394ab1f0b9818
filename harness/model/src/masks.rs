//! Redaction by place and shape: what stands where credentials stand, or looks like one.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// How members, fields, parameters and headers end that hold secrets.
const NAMES: &str = r"(?:token|secret|password|passwd|api[_-]?key)";

static JWT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]*)*").ok());
static NAMED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"(?i){NAMES}$")).ok());
static MEMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r#"(?i)({NAMES}"\s*:\s*")((?:[^"\\]|\\.)+)"#)).ok());
static PARAMETER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r#"(?i)((?:^|[?&;\s])[a-z0-9_.-]*{NAMES}=)([^&;\s\[\]"'<>#]+)"#
    ))
    .ok()
});

/// True when what stands under this name is a secret.
pub(crate) fn names_a_secret(name: &str) -> bool {
    NAMED.as_ref().is_some_and(|named| named.is_match(name))
}

/// `text` without tokens of known shape, and without members and parameters that are named as secrets.
pub(crate) fn shapes(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(jwt) = JWT.as_ref() {
        text = jwt.replace_all(&text, "[jwt]").into_owned();
    }
    for place in [&MEMBER, &PARAMETER] {
        if let Some(place) = place.as_ref() {
            let hide = |found: &Captures<'_>| format!("{}{}", &found[1], masked(&found[2]));
            text = place.replace_all(&text, hide).into_owned();
        }
    }
    text
}

/// `text` with `word` replaced where no letter or digit stands beside it.
pub(crate) fn word(text: &str, word: &str, placeholder: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let (before, after) = (&rest[..at], &rest[at + word.len()..]);
        let beside = made.chars().chain(before.chars()).next_back();
        let alone = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
        made.push_str(before);
        made.push_str(match alone(beside) && alone(after.chars().next()) {
            true => placeholder,
            false => word,
        });
        rest = after;
    }
    made.push_str(rest);
    made
}

/// A value after its scheme, as `Authorization` has it.
pub(crate) fn after_scheme(value: &str) -> String {
    match value.split_once(' ') {
        Some((scheme, rest)) => format!("{scheme} {}", masked(rest)),
        None => masked(value),
    }
}

/// Masks the values of the first `count` `name=value` pairs.
pub(crate) fn pairs(value: &str, separator: char, count: usize) -> String {
    let pairs =
        value
            .split(separator)
            .enumerate()
            .map(|(index, pair)| match pair.split_once('=') {
                Some((name, value)) if index < count => format!("{name}={}", masked(value)),
                _ => pair.to_owned(),
            });
    pairs.collect::<Vec<_>>().join(&separator.to_string())
}

/// A value that is empty or one placeholder may stay; anything else at such a place is a secret.
pub(crate) fn masked(value: &str) -> String {
    let placeholder = value.starts_with('[') && value.find(']') == Some(value.len() - 1);
    match value.is_empty() || placeholder {
        true => value.to_owned(),
        false => "[redacted]".to_owned(),
    }
}
