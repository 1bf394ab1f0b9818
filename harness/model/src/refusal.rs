//! How a target says no: the classes, and the manners that a contract may declare for each.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::matcher::Matcher;

/// Why a request was refused.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// No credential, or one that proves nothing.
    Unauthenticated,
    /// Known, and not allowed.
    Forbidden,
    /// From a page or by a host name that is not allowed.
    Origin,
    /// Without the proof that the own page sent it.
    Csrf,
    /// Over a limit.
    Limited,
    /// No place left.
    Capacity,
    /// Not understood.
    Malformed,
    /// A grant (refresh token, code) that is not good (RFC 6749 5.2).
    BadGrant,
    /// For the moment not served.
    Unavailable,
}

impl std::fmt::Display for Class {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Class::Unauthenticated => "unauthenticated",
            Class::Forbidden => "forbidden",
            Class::Origin => "origin",
            Class::Csrf => "csrf",
            Class::Limited => "limited",
            Class::Capacity => "capacity",
            Class::Malformed => "malformed",
            Class::BadGrant => "bad-grant",
            Class::Unavailable => "unavailable",
        })
    }
}

/// The manners that the contract allows for one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Refusals {
    /// On HTTP, any of these.
    pub http: Vec<HttpRefusal>,
    /// On a WebSocket, any of these.
    pub ws: Vec<SocketRefusal>,
}

/// A refusal by an HTTP response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct HttpRefusal {
    /// One of these status codes (100 to 599).
    pub status: Vec<u16>,
    /// And this holds on the response.
    #[serde(default, rename = "match", skip_serializing_if = "Option::is_none")]
    pub matcher: Option<Matcher>,
}

/// A refusal on a WebSocket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SocketRefusal {
    /// The upgrade itself is answered with another status than 101.
    Handshake(HttpRefusal),
    /// After 101, a close frame.
    Close(CloseRefusal),
    /// After 101, a message that says so; a close may follow.
    Message(Matcher),
    /// The connection ends without an answer or a close frame.
    Dropped,
}

/// A close frame (RFC 6455 5.5.1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct CloseRefusal {
    /// The status code (1000 to 4999).
    pub code: u16,
    /// The exact reason, when the contract fixes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
