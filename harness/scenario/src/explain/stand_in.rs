//! An example of a schema, to stand for a reference until it is filled in.

use serde_json::{Map, Value, json};

use crate::schema::{properties, resolve};

/// The simplest value that the schema takes; `None` when any text does.
pub(crate) fn example(schema: &Value, node: &Value) -> Option<Value> {
    let node = resolve(schema, node);
    if let Some(value) = node.get("const") {
        return Some(value.clone());
    }
    for choice in ["enum", "oneOf", "anyOf"] {
        match (choice, node.get(choice).and_then(|choices| choices.get(0))) {
            ("enum", Some(value)) => return Some(value.clone()),
            (_, Some(branch)) => return example(schema, branch),
            (_, None) => {}
        }
    }
    match node.get("type").and_then(Value::as_str) {
        Some("string") if node.get("pattern") == Some(&json!(model::span::PATTERN)) => {
            Some(json!("0s"))
        }
        Some("integer" | "number") => Some(node.get("minimum").cloned().unwrap_or(json!(0))),
        Some("boolean") => Some(json!(false)),
        Some("array") => Some(json!([])),
        Some("object") => {
            let required = node.get("required").and_then(Value::as_array);
            let names = required.into_iter().flatten().filter_map(Value::as_str);
            let mut members = Map::new();
            for name in names {
                let member = properties(node).and_then(|properties| properties.get(name));
                let value = member.and_then(|member| example(schema, member));
                members.insert(name.to_owned(), value.unwrap_or(json!("")));
            }
            Some(Value::Object(members))
        }
        _ => None,
    }
}
