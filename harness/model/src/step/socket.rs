//! Sockets: opened, spoken on, listened to, ended.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::credential::CredentialUse;
use crate::matcher::Matcher;
use crate::name::Name;
use crate::operation::Message;
use crate::span::Span;
use crate::step::Part;
use crate::template::Template;

/// Opens a socket operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Open {
    /// The socket operation.
    pub op: Name,
    /// Keeps it open under this name; without one it is closed once judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub socket: Option<Name>,
    /// Opens it and says nothing: no first message, no proof of acceptance.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
    /// How many of them; they are called `NAME/1`, `NAME/2`, …, and `NAME` means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1000))]
    pub count: Option<u32>,
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
    /// Subprotocols in place of the operation's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subprotocols: Option<Vec<String>>,
    /// More request headers.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub headers: IndexMap<String, Template>,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// Sends on an open socket: a message operation, or a message spelled out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Send {
    /// The socket.
    pub socket: Name,
    /// A message operation; its proof is awaited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub op: Option<Name>,
    /// Or this message; nothing is awaited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
    /// Values for the operation's inputs.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub with: IndexMap<Name, Value>,
    /// The operation's message broken, or of another length: a row of the set `broken-bodies` or
    /// `message-lengths`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disguise: Option<String>,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// Waits on a socket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Await {
    /// The socket.
    pub socket: Name,
    /// For what.
    #[serde(rename = "for")]
    pub what: AwaitFor,
    /// How long at most; the settle time of the contract when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
    /// From which mark on, what earlier steps have seen as well; since the socket's last step when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Name>,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// What is waited for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AwaitFor {
    /// The end of the socket.
    End,
    /// A message that matches.
    Message(Box<Matcher>),
}

/// Asserts silence on a socket since its last step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Quiet {
    /// The socket.
    pub socket: Name,
    /// Only messages that match count; all when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Matcher>,
    /// For how long; the settle time of the contract when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// Ends a socket from our side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct HangUp {
    /// The socket.
    pub socket: Name,
    /// How.
    #[serde(default)]
    pub how: How,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// Stops reading from a socket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Stall {
    /// The socket.
    pub socket: Name,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// How a socket ends from our side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The closing handshake (RFC 6455 7.1.2), code 1000.
    #[default]
    Close,
    /// TCP FIN without a close frame.
    Fin,
    /// TCP RST.
    Reset,
}
