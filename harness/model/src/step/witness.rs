//! What stands beside the traffic: the target's clock, listeners of ours, its record of events.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::name::Name;
use crate::span::Span;
use crate::step::Part;
use crate::template::Template;

/// Lets time pass for the target, by its clock hook or by waiting. Exactly one of `by`, `past` and
/// `before` is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Advance {
    /// By this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Span>,
    /// Until just past this instant; leeway and margin are added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub past: Option<Instant>,
    /// Until just before this instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Instant>,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// An instant: a time of the contract after a mark, or the expiry of a token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Instant {
    /// A time of the contract, by its path below `contract`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// After this mark; needed with `contract`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Name>,
    /// Or the `exp` of this captured token, or of that with which this socket was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry: Option<Name>,
}

/// Serves a URL of ours (`${listen.NAME.url}`), and counts who fetches it; judged at the end of the case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Listen {
    /// Its name.
    pub name: Name,
    /// What it serves.
    pub serve: Served,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// What a listener serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Served {
    /// The public key that signs our own forgeries, as a JWK Set (RFC 7517).
    OurJwks,
    /// The certificate of the key that signs `foreign-x5u`, in PEM.
    OurCertificate,
    /// An empty answer.
    Nothing,
}

/// Reads the security events that the target recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Audit {
    /// The event, as `contract.audit.events` names it.
    pub event: Name,
    /// Only those since this mark.
    pub since: Name,
    /// What the field `user` must say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Template>,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}
