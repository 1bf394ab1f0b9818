//! A scenario as its file writes it. A check is a scenario with all of its metadata.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::expectation::Expectation;
use crate::flow::Written;
use crate::metadata::{Impact, Reference, Severity, Status, Weakness};
use crate::name::{CheckId, Name, Tag};

/// Steps and expectations, and what to say about them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Scenario {
    /// `family/name`; for a check, its path under the catalogue.
    pub id: CheckId,
    /// Names the fault, at most 100 characters.
    #[schemars(length(min = 1, max = 100))]
    pub title: String,
    /// The version that first had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// How far it can be relied on.
    #[serde(default)]
    pub status: Status,
    /// How bad a violation is.
    #[serde(default)]
    pub severity: Severity,
    /// What kind of weakness it looks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Weakness>,
    /// The most that it does to the target.
    #[serde(default)]
    pub impact: Impact,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// What is wrong when it fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// What an attacker gains by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// How to mend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// Planted defects that must make it fail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub defects: Vec<Name>,
    /// Words by which it is chosen: `tag:WORD`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("uniqueItems" = true))]
    pub tags: Vec<Tag>,
    /// Target paths with their admissible values; `[]` means that it is declared.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub needs: IndexMap<String, Vec<Value>>,
    /// Values made once per case.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub values: IndexMap<Name, FreshValue>,
    /// Axes; cases are their product. At most one decides.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub matrix: IndexMap<Name, Axis>,
    /// What is done.
    #[schemars(length(min = 1))]
    pub steps: Vec<Written>,
    /// What must be true.
    #[schemars(length(min = 1))]
    pub expect: Vec<Expectation>,
}

/// A value made anew for each case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FreshValue {
    /// Of what kind.
    pub fresh: Fresh,
}

/// Kinds of fresh values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fresh {
    /// A random UUID (RFC 9562, version 4).
    Uuid,
    /// An e-mail address under `example.test`.
    Email,
    /// A password of 24 characters.
    Password,
    /// A code verifier and its S256 challenge (RFC 7636): `${NAME.verifier}`, `${NAME.challenge}`.
    Pkce,
    /// Of the same length and shape as another value: digits, letters and their case stay such.
    Like(String),
}

/// One axis of the matrix: rows of a named set, rows spelled out, or the entries of the target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Axis {
    /// A set of `model::sets`: `origins`, `forgeries`, `limit-disguises`, `csrf-disguises`,
    /// `broken-bodies` or `message-lengths`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub named: Option<Name>,
    /// Rows that must be refused as the expectation's class.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refuse: Vec<Name>,
    /// Rows that must not be accepted, no matter how they are refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_accept: Vec<Name>,
    /// Rows that must be accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<Name>,
    /// Rows where honest servers differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub either: Vec<Name>,
    /// Rows that the contract decides: row -> path of a policy below `contract`.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub contract: IndexMap<Name, String>,
    /// Rows spelled out.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub rows: IndexMap<Name, Row>,
    /// One row for each entry of the map or list at this path of the target. It never decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub each: Option<String>,
    /// With `each`: only entries whose field has one of these values, or contains one of them.
    #[serde(rename = "where", skip_serializing_if = "IndexMap::is_empty")]
    pub only: IndexMap<Name, Vec<Value>>,
}

/// One row spelled out: what must become of it, and fields that steps refer to (`${row.AXIS.FIELD}`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Row {
    /// What must become of it, on the deciding axis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub must: Option<Must>,
    /// Its fields.
    #[serde(flatten)]
    pub fields: IndexMap<Name, Value>,
}

/// What must become of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Must {
    /// It is refused as the expectation's class.
    Refuse,
    /// It is not accepted, no matter how.
    NotAccept,
    /// It is accepted.
    Accept,
    /// Honest servers differ.
    Either,
    /// A policy of the contract says, by its path below `contract`.
    Contract(String),
}
