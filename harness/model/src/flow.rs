//! Flows: steps that several scenarios include, with inputs and outputs. Nothing in them is judged.

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::name::Name;
use crate::scenario::FreshValue;
use crate::step::Step;

/// Steps that scenarios include by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Flow {
    /// Its path below `flows/`, without `.yaml`.
    #[schemars(length(min = 1, max = 100))]
    pub flow: Name,
    /// What is done when it is through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// What an include gives; steps refer to it as `${NAME}`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub inputs: IndexMap<Name, FlowInput>,
    /// Values made once per include.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub values: IndexMap<Name, FreshValue>,
    /// What is done: set-up steps, without probes and controls.
    #[schemars(length(min = 1))]
    pub steps: Vec<Step>,
    /// Own name -> the capture of its steps that it stands for.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub outputs: IndexMap<Name, Name>,
}

/// An input of a flow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct FlowInput {
    /// What it is when an include does not give it; without a default it must be given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
}

/// The steps of a flow, in place of this one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Include {
    /// The flow.
    pub flow: Name,
    /// Values for its inputs.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub with: IndexMap<Name, Value>,
    /// Own name -> output of the flow.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub capture: IndexMap<Name, Name>,
    /// Who acts in the steps that name nobody.
    #[serde(default, rename = "as", skip_serializing_if = "Option::is_none")]
    pub who: Option<Name>,
    /// Names the time in which its steps are done, as on a step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Name>,
}

/// A step as a scenario writes it: one of its own, or those of a flow. A plan has no includes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[expect(
    clippy::large_enum_variant,
    reason = "a scenario has a handful, and they are soon taken apart"
)]
pub enum Written {
    /// One of its own.
    Step(Box<Step>),
    /// Those of a flow.
    Flow {
        /// Which flow, and with what.
        include: Include,
    },
}

impl JsonSchema for Written {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Written".into()
    }

    /// The verbs of [`Step`] and `include` side by side: a choice of choices would be hard to explain.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Step::json_schema(generator);
        let include = json_schema!({
            "description": "Does the steps of a flow.",
            "type": "object",
            "properties": { "include": generator.subschema_for::<Include>() },
            "required": ["include"],
            "additionalProperties": false,
        });
        if let Some(Value::Array(verbs)) = schema.get_mut("oneOf") {
            verbs.push(include.to_value());
        }
        schema
    }
}

impl Written {
    /// The verb, as files write it.
    pub fn verb(&self) -> &'static str {
        match self {
            Written::Step(step) => step.verb(),
            Written::Flow { .. } => "include",
        }
    }
}
