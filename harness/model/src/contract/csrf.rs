//! What the contract says of requests that a page of another origin may have sent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::Policy;
use crate::name::Name;

/// How requests prove that the own page sent them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Csrf {
    /// What is asked of a request that changes something and comes with a cookie; each of these refuses
    /// by itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<CsrfProof>,
    /// The pair of another session: a plain double submit takes it, a bound one does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub foreign_pair: Option<Policy>,
    /// State-changing operations that need no proof.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exempt: Vec<Name>,
}

/// What shows that the own page sent a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CsrfProof {
    /// The credential `csrf`, which no other page knows.
    Token,
    /// An allowed `Origin`, whatever the method and the type of the body; a request without one passes.
    Origin,
    /// An allowed origin in the `Referer`, where there is no `Origin`; a request without either passes.
    Referer,
    /// An allowed `Origin`, asked only of what a page may send without asking first (Fetch, simple
    /// requests): POST with the content type of a form, of text, or with none.
    FormOrigin,
    /// A content type that a page may not send without asking first, such as `application/json`.
    ContentType,
}
