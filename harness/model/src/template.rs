//! Text and JSON with `${references}`: found, and filled in.
//!
//! There are no expressions: a reference is a name, and a scalar that is wholly one reference takes
//! the type of what it refers to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Text in which `${name}` stands for a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(transparent)]
pub struct Template(pub String);

/// A reference that nothing answers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`${{{0}}}` refers to nothing")]
pub struct Unresolved(pub String);

/// Answers a reference by its name, or `None`.
pub type Lookup<'a> = dyn Fn(&str) -> Option<Value> + 'a;

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// Stands as it is.
    Text(&'a str),
    /// The name inside `${}`.
    Reference(&'a str),
}

/// The pieces of `text`, in order; `${` without a `}` is plain text.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(length) = rest[start..].find('}') else {
            break;
        };
        if start > 0 {
            found.push(Part::Text(&rest[..start]));
        }
        found.push(Part::Reference(&rest[start + 2..start + length]));
        rest = &rest[start + length + 1..];
    }
    if !rest.is_empty() {
        found.push(Part::Text(rest));
    }
    found
}

/// The name, when `text` is one reference and nothing else.
pub fn whole_reference(text: &str) -> Option<&str> {
    match parts(text).as_slice() {
        [Part::Reference(name)] => Some(name),
        _ => None,
    }
}

/// The names that `value` refers to, anywhere in it.
pub fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => parts(text)
            .into_iter()
            .filter_map(|part| match part {
                Part::Reference(name) => Some(name),
                Part::Text(_) => None,
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(map) => map.values().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

impl Template {
    /// The text with every reference filled in; values that are no text are written as JSON.
    pub fn fill(&self, look: &Lookup<'_>) -> Result<String, Unresolved> {
        fill_text(&self.0, look)
    }
}

fn fill_text(text: &str, look: &Lookup<'_>) -> Result<String, Unresolved> {
    let mut filled = String::with_capacity(text.len());
    for part in parts(text) {
        match part {
            Part::Text(text) => filled.push_str(text),
            Part::Reference(name) => match look(name) {
                Some(Value::String(text)) => filled.push_str(&text),
                Some(other) => filled.push_str(&other.to_string()),
                None => return Err(Unresolved(name.to_owned())),
            },
        }
    }
    Ok(filled)
}

/// `value` with every reference filled in.
pub fn fill(value: &Value, look: &Lookup<'_>) -> Result<Value, Unresolved> {
    Ok(match value {
        Value::String(text) => match whole_reference(text) {
            Some(name) => look(name).ok_or_else(|| Unresolved(name.to_owned()))?,
            None => Value::String(fill_text(text, look)?),
        },
        Value::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| fill(item, look))
                .collect::<Result<_, _>>()?,
        ),
        Value::Object(map) => {
            let mut filled = serde_json::Map::with_capacity(map.len());
            for (key, item) in map {
                filled.insert(key.clone(), fill(item, look)?);
            }
            Value::Object(filled)
        }
        other => other.clone(),
    })
}

/// `value` with the references filled in that `look` answers; the others stay as they are.
pub fn fill_known(value: &Value, look: &Lookup<'_>) -> Value {
    let keep = |name: &str| look(name).or_else(|| Some(Value::String(format!("${{{name}}}"))));
    fill(value, &keep).unwrap_or_else(|_| value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn look(name: &str) -> Option<Value> {
        match name {
            "n" => Some(json!(5)),
            "s" => Some(json!("x")),
            _ => None,
        }
    }

    #[test]
    fn a_whole_reference_keeps_its_type() {
        assert_eq!(
            fill(&json!(["${n}", "a${n}${s}"]), &look),
            Ok(json!([5, "a5x"]))
        );
        assert_eq!(
            fill(&json!({"k": "${gone}"}), &look),
            Err(Unresolved("gone".into()))
        );
        assert_eq!(fill_known(&json!("${s}${gone}"), &look), json!("x${gone}"));
    }

    #[test]
    fn an_open_brace_is_text() {
        assert_eq!(parts("a${b"), vec![Part::Text("a${b")]);
        assert_eq!(references(&json!({"a": ["${x}", "y${z}"]})), vec!["x", "z"]);
    }
}
