//! What a plain scalar means, and which ones some YAML reader takes for something else.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Number, Value};

/// What a plain scalar is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Plain {
    /// This value, to everybody.
    Is(Value),
    /// Text to some readers, and this to others.
    Doubtful(&'static str),
}

static NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$").ok());

/// YAML 1.1 and 1.2 read these as numbers, dates or times, in one version or the other.
static DOUBTFUL: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    [
        (
            r"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$",
            "a time of day",
        ),
        (r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?$", "a date"),
        (
            r"^[-+]?(0[xX][0-9a-fA-F_]+|0o?[0-7_]+|0b[01_]+)$",
            "a number in another base",
        ),
        (
            r"^[-+]?([0-9][0-9_]*)?\.?[0-9_]*([eE][-+]?[0-9]+)?$",
            "a number",
        ),
        (r"^[-+]?\.(inf|Inf|INF)$", "infinity"),
        (r"^\.(nan|NaN|NAN)$", "not a number"),
    ]
    .into_iter()
    .filter_map(|(pattern, what)| Some((Regex::new(pattern).ok()?, what)))
    .collect()
});

/// Reads a scalar that stands without quotes.
pub(crate) fn plain(text: &str) -> Plain {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Plain::Is(Value::Null),
        "true" | "True" | "TRUE" => return Plain::Is(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Plain::Is(Value::Bool(false)),
        "yes" | "Yes" | "YES" | "no" | "No" | "NO" | "on" | "On" | "ON" | "off" | "Off" | "OFF" => {
            return Plain::Doubtful("a boolean");
        }
        _ => {}
    }
    // Most scalars are words; only these can begin a number.
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
        return Plain::Is(Value::String(text.to_owned()));
    }
    if NUMBER.as_ref().is_some_and(|number| number.is_match(text)) {
        return match number(text) {
            Some(number) => Plain::Is(Value::Number(number)),
            None => Plain::Doubtful("a number too large to keep"),
        };
    }
    let digits = text.contains(|c: char| c.is_ascii_digit());
    for (pattern, what) in DOUBTFUL.iter() {
        if (digits || *what == "infinity" || *what == "not a number") && pattern.is_match(text) {
            return Plain::Doubtful(what);
        }
    }
    Plain::Is(Value::String(text.to_owned()))
}

fn number(text: &str) -> Option<Number> {
    if let Ok(whole) = text.parse::<u64>() {
        return Some(whole.into());
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    let whole = !text.contains(['.', 'e', 'E']);
    match whole {
        true => None,
        false => text.parse().ok().and_then(Number::from_f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_everybody_reads_alike() {
        for (text, value) in [
            ("~", json!(null)),
            ("true", json!(true)),
            ("0", json!(0)),
            ("-12", json!(-12)),
            ("1.10", json!(1.1)),
            ("1e3", json!(1000.0)),
            ("127.0.0.1", json!("127.0.0.1")),
            ("10s", json!("10s")),
            ("10/s", json!("10/s")),
            ("64KiB", json!("64KiB")),
            ("-", json!("-")),
            (".", json!(".")),
            ("1.2.3", json!("1.2.3")),
            ("nope", json!("nope")),
        ] {
            assert_eq!(plain(text), Plain::Is(value), "{text}");
        }
    }

    #[test]
    fn what_some_read_otherwise() {
        for text in [
            "no",
            "Yes",
            "off",
            "0401",
            "0x1F",
            "0o17",
            "1_000",
            "+1",
            ".5",
            "5.",
            "12:30:00",
            "12:30",
            "2026-11-21",
            "2026-11-21T10:00:00Z",
            ".inf",
            "-.INF",
            ".nan",
            "99999999999999999999",
            "1e999",
        ] {
            assert!(matches!(plain(text), Plain::Doubtful(_)), "{text}");
        }
    }
}
