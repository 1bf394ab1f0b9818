//! Steps and expectations in words.

mod credential;
mod exchange;
mod expectation;
mod many;
mod metadata;
mod step;
mod written;

use serde::Serialize;
use serde_json::Value;

pub(crate) use credential::credentials;
pub(crate) use expectation::expectation;
pub(crate) use metadata::{class, impact, linked, reference};
pub(crate) use written::written;

/// The word that files use for a value of a closed list.
pub(crate) fn term(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// A value as files write it: text in backticks, anything else as JSON.
pub(crate) fn value(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}
