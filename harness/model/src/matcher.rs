//! The one matcher: a source and a test. Proofs, refusals, awaited messages and expectations use it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::template::{self, Lookup, Unresolved};

/// Where to look (none: the whole text) and what must hold there. Without a test, the source must exist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Matcher {
    /// A JSONPath (RFC 9535) into the body or message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<String>,
    /// A response header, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// A cookie that the response sets, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cookie: Option<String>,
    /// A query parameter of the `Location` header, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The value equals this.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub equals: Option<Value>,
    /// The text contains this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    /// The text, if there is any, does not contain this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lacks: Option<String>,
    /// The text matches this regular expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regex: Option<String>,
    /// The source is there (true) or is not (false).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exists: Option<bool>,
    /// The value is one of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<Value>>,
}

/// `equals: null` is a test for null, not the absence of a test.
pub(crate) fn present<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl Matcher {
    /// True when the matcher names neither a source nor a test.
    pub fn is_empty(&self) -> bool {
        *self == Matcher::default()
    }

    /// True when it holds because something is not there: seeing only a part proves nothing then.
    pub fn forbids(&self) -> bool {
        self.lacks.is_some() || self.exists == Some(false)
    }

    /// How many sources are named; more than one is an error of the file.
    pub fn sources(&self) -> usize {
        [&self.json, &self.header, &self.cookie, &self.location]
            .iter()
            .filter(|source| source.is_some())
            .count()
    }

    /// The matcher with its references filled in; in an expression, what they stand for is plain text.
    pub fn fill(&self, look: &Lookup<'_>) -> Result<Matcher, Unresolved> {
        let text = |text: &Option<String>| -> Result<Option<String>, Unresolved> {
            text.as_ref()
                .map(|text| template::Template(text.clone()).fill(look))
                .transpose()
        };
        let plainly = |name: &str| {
            look(name).map(|value| match value {
                Value::String(text) => Value::String(regex::escape(&text)),
                other => other,
            })
        };
        let expression = self.regex.clone().map(template::Template);
        Ok(Matcher {
            json: text(&self.json)?,
            regex: expression
                .map(|expression| expression.fill(&plainly))
                .transpose()?,
            equals: self
                .equals
                .as_ref()
                .map(|value| template::fill(value, look))
                .transpose()?,
            contains: text(&self.contains)?,
            lacks: text(&self.lacks)?,
            one_of: match &self.one_of {
                Some(values) => Some(
                    values
                        .iter()
                        .map(|value| template::fill(value, look))
                        .collect::<Result<_, _>>()?,
                ),
                None => None,
            },
            ..self.clone()
        })
    }
}
