//! What the contract says of the limits of requests.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::name::Name;
use crate::span::Span;
use crate::told::Dialect;

/// So many requests in a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Limit {
    /// How many are allowed.
    #[schemars(range(min = 1))]
    pub requests: u32,
    /// In this time.
    pub per: Span,
    /// What a count is kept for.
    pub key: LimitKey,
    /// The operations that count, the first of which checks use.
    #[schemars(length(min = 1))]
    pub covers: Vec<Name>,
    /// How the window moves.
    #[serde(default)]
    pub window: Window,
    /// Which requests count.
    #[serde(default)]
    pub counts: Counts,
    /// The headers in which it tells how it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tells: Vec<Dialect>,
    /// Another limit that the same requests use up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<Name>,
}

/// What a count is kept for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LimitKey {
    /// The client's address.
    Address,
    /// The user.
    User,
    /// The connection.
    Connection,
    /// All requests share one.
    Everybody,
}

/// How a window moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Window {
    /// It begins with the first request, or on the clock, and then begins anew.
    #[default]
    Fixed,
    /// It always reaches back from now.
    Sliding,
    /// A bucket that fills up steadily.
    Bucket,
    /// It begins anew with each request.
    SinceLast,
}

/// Which requests count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Counts {
    /// All, those refused by the limit as well.
    #[default]
    All,
    /// Those that the limit let through.
    Served,
    /// Those that failed.
    Failed,
}
