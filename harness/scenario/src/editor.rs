//! The schemas of scenarios and flows as editors need them: a whole `${reference}` may stand for any value.

use std::collections::BTreeSet;

use serde_json::{Value, json};

const NAME: &str = "WholeReference";

/// Lets references stand for the values of steps, expectations and the matrix.
pub(crate) fn allow_references(schema: &mut Value) {
    let mut reached = BTreeSet::new();
    for section in ["steps", "expect", "matrix"] {
        if let Some(part) = schema.pointer(&format!("/properties/{section}")) {
            reach(schema, part, &mut reached);
        }
    }
    // A step is its verb; a reference to a whole step says nothing.
    reached.remove("Step");
    reached.remove("Written");
    let Some(Value::Object(definitions)) = schema.get_mut("$defs") else {
        return;
    };
    for name in &reached {
        if let Some(definition) = definitions.get_mut(name) {
            members(definition);
        }
    }
    definitions.insert(
        NAME.to_owned(),
        json!({
            "description": "A scalar that is wholly one reference takes the type of its value.",
            "type": "string",
            "pattern": r"^\$\{[^}]+\}$",
        }),
    );
}

/// The names of the definitions that `node` leads to.
fn reach(schema: &Value, node: &Value, reached: &mut BTreeSet<String>) {
    match node {
        Value::Array(items) => items.iter().for_each(|item| reach(schema, item, reached)),
        Value::Object(map) => {
            if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                let name = reference.trim_start_matches("#/$defs/").to_owned();
                if reached.insert(name)
                    && let Some(found) = schema.pointer(reference.trim_start_matches('#'))
                {
                    reach(schema, found, reached);
                }
            }
            map.values().for_each(|value| reach(schema, value, reached));
        }
        _ => {}
    }
}

/// Widens the members of every object schema below `node`.
fn members(node: &mut Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(members),
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                match (key.as_str(), value) {
                    ("properties", Value::Object(properties)) => {
                        for property in properties.values_mut() {
                            members(property);
                            widen(property);
                        }
                    }
                    ("items" | "additionalProperties", item) => {
                        members(item);
                        widen(item);
                    }
                    (_, value) => members(value),
                }
            }
        }
        _ => {}
    }
}

fn widen(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    let any = ["$ref", "type", "oneOf", "anyOf", "const", "enum"];
    let text = map.get("type") == Some(&json!("string"))
        && ["pattern", "const", "enum"]
            .iter()
            .all(|key| !map.contains_key(*key));
    if text || any.iter().all(|key| !map.contains_key(*key)) {
        return;
    }
    let description = map.remove("description");
    let inner = Value::Object(std::mem::take(map));
    if let Some(description) = description {
        map.insert("description".to_owned(), description);
    }
    let reference = json!({ "$ref": format!("#/$defs/{NAME}") });
    map.insert("anyOf".to_owned(), json!([inner, reference]));
}

#[cfg(test)]
mod tests {
    use crate::schema::{flow_schema, scenario_schema};
    use serde_json::json;

    #[test]
    fn a_flow_has_steps_of_its_own_and_nothing_that_is_judged() {
        let validator = jsonschema::validator_for(&flow_schema()).expect("compiles");
        let flow = |step: serde_json::Value, more: &str| {
            let mut flow = json!({ "flow": "a/b", "inputs": { "t": { "default": [1] }, "u": {} } });
            flow["steps"] = json!([step]);
            flow[more] = json!({});
            validator.is_valid(&flow)
        };
        let quiet = |within: &str| json!({ "quiet": { "socket": "s", "within": within } });
        assert!(flow(quiet("${t}"), "outputs"));
        assert!(flow(quiet("1s"), "values"));
        assert!(!flow(quiet("soon"), "outputs"));
        assert!(!flow(quiet("1s"), "expect"));
        assert!(!flow(json!({ "include": { "flow": "x" } }), "outputs"));
    }

    #[test]
    fn a_reference_may_stand_for_any_value_of_a_step_and_nothing_else_changes() {
        let schema = scenario_schema();
        let validator = jsonschema::validator_for(&schema).expect("compiles");
        let file = |severity: &str, within: &str, credential: &str| {
            json!({
                "id": "a/b", "title": "t", "severity": severity,
                "steps": [
                    { "await": { "socket": "s", "for": "end", "within": within } },
                    { "call": { "op": "x", "credential": credential, "probe": "p" } },
                ],
                "expect": [{ "probe": "p", "is": { "refused": "${row.a}" }, "level": "must" }],
            })
        };
        assert!(validator.is_valid(&file("low", "${contract.effect}", "${row.a.c}")));
        assert!(!validator.is_valid(&file("${row.a}", "1s", "${row.a.c}")));
        assert!(!validator.is_valid(&file("low", "a${contract.effect}", "${row.a.c}")));
        assert!(!validator.is_valid(&file("low", "1s", "valid")));
    }
}
