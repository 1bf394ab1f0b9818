//! Steps: one verb each, everything else inside it.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::credential::CredentialUse;
use crate::matcher::Matcher;
use crate::name::Name;
use crate::operation::Message;
use crate::span::Span;
use crate::template::Template;

/// One action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Runs an operation of the target.
    Call(Call),
    /// Sends a request spelled out.
    Http(Box<Http>),
    /// Opens a socket operation.
    Open(Box<Open>),
    /// Sends on an open socket.
    Send(Send),
    /// Waits for a message, or for the end of the socket.
    Await(Await),
    /// Asserts that no message comes.
    Quiet(Quiet),
    /// Ends a socket from our side.
    HangUp(HangUp),
}

/// The part that a step plays; neither probe nor control is set-up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
pub struct Part {
    /// Who acts: a role such as `user` (the default), `other`, `anonymous`, `user/tab2`.
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    pub who: Option<Name>,
    /// The name under which expectations judge this step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probe: Option<Name>,
    /// The legitimate step that must work: here, or here and again at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control: Option<Control>,
    /// For the anonymous control of a positive check: it must be refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub must: Option<MustRefuse>,
    /// A symbolic source address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Name>,
}

/// Where a control runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    /// Where it stands.
    Here,
    /// Where it stands, and again at the end.
    Both,
}

/// The word `refuse`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MustRefuse {
    /// The control must be refused.
    Refuse,
}

/// Runs an operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// Own name -> output of the operation, or credential.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub capture: IndexMap<Name, Name>,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// A request spelled out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Http {
    /// The service; the first one when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Name>,
    /// The method, in capitals.
    #[schemars(regex(pattern = r"^[A-Z]{1,20}$"))]
    pub method: String,
    /// The path, from its slash.
    pub path: Template,
    /// Query parameters.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub query: IndexMap<String, Template>,
    /// Request headers.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub headers: IndexMap<String, Template>,
    /// A JSON body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    /// A text body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Template>,
    /// Own name -> where it is found in the response.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub capture: IndexMap<Name, crate::operation::Output>,
    /// What proves acceptance; without it, that all captures were found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<crate::operation::Proof>,
    /// Its part.
    #[serde(flatten)]
    pub part: Part,
}

/// Opens a socket operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Open {
    /// The socket operation.
    pub op: Name,
    /// Keeps it open under this name; without one it is closed once judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub socket: Option<Name>,
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

impl Step {
    /// The verb, as files write it.
    pub fn verb(&self) -> &'static str {
        match self {
            Step::Call(_) => "call",
            Step::Http(_) => "http",
            Step::Open(_) => "open",
            Step::Send(_) => "send",
            Step::Await(_) => "await",
            Step::Quiet(_) => "quiet",
            Step::HangUp(_) => "hang-up",
        }
    }

    /// The part that it plays.
    pub fn part(&self) -> &Part {
        match self {
            Step::Call(step) => &step.part,
            Step::Http(step) => &step.part,
            Step::Open(step) => &step.part,
            Step::Send(step) => &step.part,
            Step::Await(step) => &step.part,
            Step::Quiet(step) => &step.part,
            Step::HangUp(step) => &step.part,
        }
    }

    /// The operation that it names, if any.
    pub fn op(&self) -> Option<&str> {
        match self {
            Step::Call(step) => Some(&step.op),
            Step::Open(step) => Some(&step.op),
            Step::Send(step) => step.op.as_deref(),
            _ => None,
        }
    }

    /// The socket that it opens or uses, if any.
    pub fn socket(&self) -> Option<&str> {
        match self {
            Step::Open(step) => step.socket.as_deref(),
            Step::Send(step) => Some(&step.socket),
            Step::Await(step) => Some(&step.socket),
            Step::Quiet(step) => Some(&step.socket),
            Step::HangUp(step) => Some(&step.socket),
            Step::Call(_) | Step::Http(_) => None,
        }
    }
}
