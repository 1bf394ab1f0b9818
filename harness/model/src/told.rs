//! What an answer tells of limits, in whichever headers it does.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clean::Clean;

/// Headers in which a service tells how a limit stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// `Retry-After` (RFC 9110 10.2.3), on refusals.
    RetryAfter,
    /// `RateLimit` and `RateLimit-Policy` of the IETF draft, on every answer.
    RateLimit,
    /// `X-RateLimit-Limit`, `-Remaining` and `-Reset`, on every answer.
    XRateLimit,
}

impl std::fmt::Display for Dialect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Dialect::RetryAfter => "Retry-After",
            Dialect::RateLimit => "RateLimit",
            Dialect::XRateLimit => "X-RateLimit",
        })
    }
}

/// What one answer tells of limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Told {
    /// Seconds until one may try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// How limits stand, by the dialect that says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<(Dialect, Quota)>,
    /// What cannot be read, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<Clean>,
}

/// How one limit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Quota {
    /// How many are allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// In how many seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<u64>,
    /// How many are left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining: Option<u64>,
    /// Seconds until there are more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reset: Option<u64>,
}

impl Told {
    /// True when nothing is told.
    pub fn is_empty(&self) -> bool {
        *self == Told::default()
    }

    /// Whether something is told in this dialect.
    pub fn speaks(&self, dialect: Dialect) -> bool {
        match dialect {
            Dialect::RetryAfter => self.retry_after.is_some(),
            other => self.quotas.iter().any(|(spoken, _)| *spoken == other),
        }
    }
}
