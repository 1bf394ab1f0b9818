//! The contract: what a target declares about its own behaviour.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::name::Name;
use crate::refusal::{Class, Refusals, SocketRefusal};
use crate::span::Span;

/// What the target's owner declares. Checks on what is undeclared are skipped, with the reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Contract {
    /// `production` or `development`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// How each class of refusal looks.
    pub refusals: IndexMap<Class, Refusals>,
    /// How an open socket ends, by cause.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub endings: IndexMap<Name, Vec<SocketRefusal>>,
    /// How long the classifier waits for a late refusal or a proof; 1 s when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settle: Option<Span>,
    /// How soon a logout or a freed place takes effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<Span>,
    /// How long each credential lives, and `leeway` after its end.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub lifetimes: IndexMap<Name, Span>,
    /// What tokens carry and may leave out.
    #[serde(skip_serializing_if = "Tokens::is_empty")]
    pub tokens: Tokens,
    /// Which pages may use the service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origins: Option<Origins>,
    /// By which host names it may be addressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hosts: Option<Hosts>,
    /// Limits of its sockets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sockets: Option<Sockets>,
}

/// Where the target runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Environment {
    /// As its users see it.
    Production,
    /// On a developer's machine.
    Development,
}

/// What the owner decided about a request that standards leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// It is served.
    Accept,
    /// It is refused.
    Refuse,
}

/// The pages that may use the service (RFC 6454).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Origins {
    /// Serialised origins, `https://app.example`; the first is sent when a step says nothing.
    #[schemars(length(min = 1))]
    pub allowed: Vec<String>,
    /// A request without an `Origin` header.
    pub absent: Policy,
    /// A foreign page that holds an explicit (not ambient) credential; refused when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_credential: Option<Policy>,
}

/// The host names of the service (DNS rebinding).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Hosts {
    /// Host names without a port.
    #[schemars(length(min = 1))]
    pub allowed: Vec<String>,
    /// A request that names another host.
    pub foreign: Policy,
}

/// Limits of sockets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Sockets {
    /// Open connections of one user at a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_user: Option<u32>,
    /// Messages in a time, as `10/s`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^[0-9]+/(s|m|h)$"))]
    pub messages: Option<String>,
    /// Whether messages are counted per `connection` or per `user`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per: Option<MessageKey>,
    /// Longest message, as `64KiB`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^[0-9]+(B|KiB|MiB)$"))]
    pub max_message: Option<String>,
    /// How long a connection lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifetime: Option<Span>,
}

/// What a count of messages is kept for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MessageKey {
    /// Each connection has its own.
    Connection,
    /// All connections of a user share one.
    User,
}

/// What tokens carry, and what they may leave out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
pub struct Tokens {
    /// A token without `exp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_exp: Option<Policy>,
    /// Claims of each credential, by its name.
    #[serde(flatten)]
    pub claims: IndexMap<Name, Claims>,
}

impl Tokens {
    fn is_empty(&self) -> bool {
        *self == Tokens::default()
    }
}

/// The claims that a token of this kind carries; forgeries change one of them at a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Claims {
    /// The issuer that must stand in it (RFC 7519 4.1.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// The audience that must stand in it (RFC 7519 4.1.3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// The value of its own `type` claim.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}
