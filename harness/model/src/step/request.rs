//! Requests: an operation of the target, or one that is spelled out.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::credential::CredentialUse;
use crate::name::Name;
use crate::operation::{Output, Proof};
use crate::step::Part;
use crate::template::Template;

/// Runs an operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Call {
    /// The operation.
    pub op: Name,
    /// Values for its inputs, or for the credentials that it uses.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub with: IndexMap<Name, Value>,
    /// Credentials other than the identity's own valid ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credential: Vec<CredentialUse>,
    /// The page it comes from: a row of the set `origins`, or an origin with its scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The `Host` header, in place of the service's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<Template>,
    /// More request headers.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub headers: IndexMap<String, Template>,
    /// Another spelling of the same request: a row of the set `limit-disguises` or `csrf-disguises`; or its
    /// body broken: a row of `broken-bodies`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disguise: Option<String>,
    /// Asks whether a page may send it, as a browser does (Fetch 4.9), and does not send it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub preflight: bool,
    /// Own name -> output of the operation, or credential.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub capture: IndexMap<Name, Name>,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// A request spelled out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Http {
    /// The service; the first one when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Name>,
    /// The method, in capitals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^[A-Z]{1,20}$"))]
    pub method: Option<String>,
    /// The path, from its slash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Template>,
    /// Or every octet that is sent, for a head that no library would send.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Octets>,
    /// Query parameters.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub query: IndexMap<String, Template>,
    /// Request headers.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub headers: IndexMap<String, Template>,
    /// A JSON body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    /// A form body.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub form: IndexMap<String, Template>,
    /// A text body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Template>,
    /// Own name -> where it is found in the response.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub capture: IndexMap<Name, Output>,
    /// What proves acceptance; without it, that all captures were found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// Octets as they are sent; exactly one member is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Octets {
    /// Text in UTF-8; in double quotes, `\\r\\n` ends a line.
    Bytes(Template),
    /// Hexadecimal digits.
    Hex(String),
}

fn is_false(flag: &bool) -> bool {
    !flag
}
