//! Types, values and limits in the words of somebody who writes the file.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value;

use crate::nearest;
use crate::schema::resolve;

/// What each pattern of the model's types means.
const PATTERNS: &[(&str, &str)] = &[
    (
        model::span::PATTERN,
        "a time such as `300ms`, `2s` or `15m`",
    ),
    (r"^[A-Z]{1,20}$", "a method in capitals, such as `GET`"),
    (
        r"^https?://",
        "an address that begins with `http://` or `https://`",
    ),
    (
        r"^wss?://",
        "an address that begins with `ws://` or `wss://`",
    ),
    (r"^[0-9]+/(s|m|h)$", "a rate such as `10/s`"),
    (r"^[0-9]+(B|KiB|MiB)$", "a size such as `64KiB`"),
    (
        r"^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$",
        "`family/name` in small letters, digits and hyphens",
    ),
    (
        r"^[a-z0-9][a-z0-9-]{0,39}$",
        "at most 40 small letters, digits and hyphens",
    ),
];

/// The value of a JSON string, or the JSON.
pub(crate) fn bare(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// "text or a list".
pub(crate) fn of_types(types: &[&Value]) -> String {
    let mut kinds: Vec<&str> = types
        .iter()
        .flat_map(|kind| match kind {
            Value::Array(kinds) => kinds.iter().collect(),
            one => vec![*one],
        })
        .map(|kind| match kind.as_str() {
            Some("string") => "text",
            Some("integer") => "a whole number",
            Some("number") => "a number",
            Some("boolean") => "true or false",
            Some("array") => "a list `[ … ]`",
            Some("object") => "a mapping `{ … }`",
            _ => "something else",
        })
        .collect();
    kinds.dedup();
    kinds.join(" or ")
}

/// What a schema takes, in a few words.
pub(crate) fn of_schema(schema: &Value, holder: &Value) -> String {
    let node = resolve(schema, holder);
    if let Some(pattern) = node.get("pattern").and_then(Value::as_str) {
        return of_pattern(pattern);
    }
    match (
        node.get("type"),
        node.get("description").and_then(Value::as_str),
    ) {
        (Some(kind), _) => of_types(&[kind]),
        (None, Some(about)) => format!("a value of: {}", about.trim_end_matches('.')),
        (None, None) => "another value".to_owned(),
    }
}

/// "the number `1.10`", "a list", "nothing".
pub(crate) fn of_value(value: &Value, written: &str) -> String {
    let written = nearest::short(written.lines().next().unwrap_or(""));
    match value {
        Value::Null if written.is_empty() => "nothing".to_owned(),
        Value::Null => format!("null (`{written}`)"),
        Value::Bool(truth) => format!("the boolean `{truth}`"),
        Value::Number(number) => match written.parse::<f64>() {
            Ok(_) => format!("the number `{written}`"),
            Err(_) => format!("the number `{number}`"),
        },
        // It is written otherwise in the file, so that a mask would not find it: a key, pasted.
        Value::String(text) if text.contains('\n') => "a text of several lines".to_owned(),
        Value::String(text) => format!("the text `{}`", nearest::short(text)),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    }
}

/// What a word at this instance path is: `verb` for a step, else the name of its field.
pub(crate) fn of_place(pointer: &str) -> String {
    let tokens: Vec<&str> = pointer.split('/').skip(1).collect();
    let is_number = |token: &str| token.bytes().all(|byte| byte.is_ascii_digit());
    match tokens.as_slice() {
        ["steps", _] => "verb".to_owned(),
        ["expect", _, "is"] => "outcome".to_owned(),
        [.., "refused" | "not-refused" | "by-row"] => "class of refusal".to_owned(),
        [.., "refusals" | "refused-as"] => "class of refusal".to_owned(),
        [.., "credential", _, "is"] => "use of a credential".to_owned(),
        [.., "fresh"] => "kind of value".to_owned(),
        [.., "forge"] => "forgery that leads somewhere".to_owned(),
        [.., field, item] if is_number(item) => format!("word in `{}`", unescaped(field)),
        [.., field] => format!("`{}`", unescaped(field)),
        [] => "word".to_owned(),
    }
}

fn unescaped(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// What a pattern of the model's types takes.
pub(crate) fn of_pattern(pattern: &str) -> String {
    let known = PATTERNS.iter().find(|(known, _)| *known == pattern);
    match known {
        Some((_, words)) => (*words).to_owned(),
        None => format!("text of the pattern `{pattern}`"),
    }
}

/// A limit that the instance does not keep; `keyword` is the limit.
pub(crate) fn of_limit(error: &ValidationError<'_>, keyword: &Value) -> String {
    match error.kind() {
        Kind::Pattern { pattern } => format!("expected {}", of_pattern(pattern)),
        Kind::MinLength { .. } => "the text is empty".to_owned(),
        Kind::MaxLength { limit } => format!("longer than {limit} characters"),
        Kind::MinItems { .. } => "the list is empty".to_owned(),
        Kind::UniqueItems => "the list has one item twice".to_owned(),
        Kind::MaxItems { limit } => format!("more than {limit} items"),
        Kind::Minimum { limit } => format!("less than {limit}"),
        Kind::Maximum { limit } => format!("more than {limit}"),
        kind => format!("does not keep `{}: {keyword}`", kind.keyword()),
    }
}
