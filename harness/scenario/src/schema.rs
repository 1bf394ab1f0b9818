//! The JSON Schemas of the files, made from the model's types.

use std::sync::LazyLock;

use jsonschema::Validator;
use model::flow::Flow;
use model::refusal::Class;
use model::scenario::Scenario;
use model::target::Target;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// A schema with its compiled form.
pub(crate) struct Schema {
    /// The schema.
    pub(crate) value: Value,
    /// Checks values against it; a test shows that it is there.
    pub(crate) validator: Option<Validator>,
}

/// The schema of target files.
pub(crate) static TARGET: LazyLock<Schema> = LazyLock::new(compile::<Target>);

/// The schema of scenario files, before references may stand for values.
pub(crate) static SCENARIO: LazyLock<Schema> = LazyLock::new(compile::<Scenario>);

/// The schema of flow files, before references may stand for values.
pub(crate) static FLOW: LazyLock<Schema> = LazyLock::new(compile::<Flow>);

/// The JSON Schema of target files, for editors.
pub fn target_schema() -> Value {
    TARGET.value.clone()
}

/// The JSON Schema of scenario files, for editors. In steps, expectations and the matrix a string
/// that is wholly one `${reference}` may stand for any value.
pub fn scenario_schema() -> Value {
    let mut schema = SCENARIO.value.clone();
    crate::editor::allow_references(&mut schema);
    schema
}

/// The JSON Schema of flow files, for editors. In steps a string that is wholly one `${reference}`
/// may stand for any value.
pub fn flow_schema() -> Value {
    let mut schema = FLOW.value.clone();
    crate::editor::allow_references(&mut schema);
    schema
}

/// The schema that a `$ref` leads to; the schema itself when it is none.
pub(crate) fn resolve<'s>(schema: &'s Value, mut node: &'s Value) -> &'s Value {
    // Types refer to types, and not in circles.
    for _ in 0..8 {
        match node.get("$ref").and_then(Value::as_str) {
            Some(reference) => match schema.pointer(reference.trim_start_matches('#')) {
                Some(found) => node = found,
                None => return node,
            },
            None => return node,
        }
    }
    node
}

fn compile<T: JsonSchema>() -> Schema {
    let mut value = SchemaGenerator::default()
        .into_root_schema_for::<T>()
        .to_value();
    without_null(&mut value);
    keyed_by_class(&mut value);
    let validator = jsonschema::validator_for(&value).ok();
    Schema { value, validator }
}

/// A field that may be left out is left out, not written as null.
fn without_null(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_null),
        Value::Object(schema) => {
            if let Some(Value::Array(types)) = schema.get_mut("type") {
                types.retain(|kind| kind != "null");
                if let [one] = types.as_slice() {
                    let one = one.clone();
                    schema.insert("type".to_owned(), one);
                }
            }
            if let Some(Value::Array(branches)) = schema.get_mut("anyOf") {
                branches.retain(|branch| branch != &json!({"type": "null"}));
                if let [Value::Object(one)] = branches.as_slice() {
                    let one = one.clone();
                    schema.remove("anyOf");
                    schema.extend(one.into_iter().filter(|(key, _)| key != "description"));
                }
            }
            schema.values_mut().for_each(without_null);
        }
        _ => {}
    }
}

/// Maps by class of refusal: the generated schema would allow any key.
fn keyed_by_class(schema: &mut Value) {
    let mut generator = SchemaGenerator::default();
    let classes = Class::json_schema(&mut generator).to_value();
    let words: Vec<Value> = classes["oneOf"]
        .as_array()
        .map(|branches| {
            branches
                .iter()
                .map(|branch| branch["const"].clone())
                .collect()
        })
        .unwrap_or_default();
    for pointer in [
        "/$defs/Contract/properties/refusals",
        "/$defs/Operation/properties/refused-as",
    ] {
        if let Some(Value::Object(map)) = schema.pointer_mut(pointer) {
            map.insert("propertyNames".to_owned(), json!({ "enum": words }));
        }
    }
}

/// The members of an object schema.
pub(crate) fn properties(node: &Value) -> Option<&Map<String, Value>> {
    node.get("properties").and_then(Value::as_object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_schemas_compile() {
        assert!(TARGET.validator.is_some());
        assert!(SCENARIO.validator.is_some());
        assert!(FLOW.validator.is_some());
        assert!(jsonschema::validator_for(&scenario_schema()).is_ok());
        assert!(jsonschema::validator_for(&flow_schema()).is_ok());
    }

    #[test]
    fn no_null_is_left() {
        for schema in [&TARGET.value, &SCENARIO.value, &FLOW.value] {
            assert!(!schema.to_string().contains(r#""null""#));
        }
    }

    #[test]
    fn classes_are_the_only_keys_of_refusals() {
        let names = TARGET
            .value
            .pointer("/$defs/Contract/properties/refusals/propertyNames/enum");
        assert_eq!(names.and_then(Value::as_array).map(Vec::len), Some(9));
    }
}
