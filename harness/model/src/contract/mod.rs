//! The contract: what a target declares about its own behaviour.

mod codes;
mod csrf;
mod limits;
mod sessions;
mod sockets;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::name::Name;
use crate::refusal::{Class, Refusals, SocketRefusal};
use crate::span::Span;

pub use codes::{Alphabet, Codes};
pub use csrf::{Csrf, CsrfProof};
pub use limits::{Counts, Limit, LimitKey, Window};
pub use sessions::{
    Accounts, After, Audit, AuditEvent, CookieRules, Demo, LogoutEnds, OnReplay, OverLimit,
    Restart, Revocation, Rotation, RotationMode, SameSite, Secure, Sessions, Timing,
};
pub use sockets::Sockets;

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
    /// Attributes of the cookies that hold credentials, by the credential's name.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub cookies: IndexMap<Name, CookieRules>,
    /// What becomes of a refresh token that was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotation: Option<Rotation>,
    /// One-time codes that users are sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codes: Option<Codes>,
    /// What becomes of tokens whose session or user has changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revocation: Option<Revocation>,
    /// How requests prove that the own page sent them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csrf: Option<Csrf>,
    /// Accounts that may do less than others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Accounts>,
    /// How many sessions a user has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sessions: Option<Sessions>,
    /// Limits of requests, by name.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub limits: IndexMap<Name, Limit>,
    /// Security events that it records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit: Option<Audit>,
    /// How it restarts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restart: Option<Restart>,
    /// How far answers may differ in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timing: Option<Timing>,
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
    /// It is not served, no matter how.
    NotAccept,
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
    /// A page at an allowed host by the other scheme; refused when left out.
    #[serde(default = "refuse")]
    pub other_scheme: Policy,
    /// A page at another port of an allowed host; refused when left out.
    #[serde(default = "refuse")]
    pub other_port: Policy,
    /// Two `Origin` headers, which no browser sends (RFC 6454 7.3); not accepted when left out.
    #[serde(default = "not_accept")]
    pub several: Policy,
}

fn refuse() -> Policy {
    Policy::Refuse
}

fn not_accept() -> Policy {
    Policy::NotAccept
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

/// What tokens carry, and what they may leave out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
pub struct Tokens {
    /// A token without `exp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_exp: Option<Policy>,
    /// A token without `kid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_kid: Option<Policy>,
    /// A token without `aud`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_aud: Option<Policy>,
    /// A token whose `iat` is later than now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_in_future: Option<Policy>,
    /// Claims of each credential, by its name.
    #[serde(flatten)]
    pub claims: IndexMap<Name, Claims>,
}

impl Tokens {
    fn is_empty(&self) -> bool {
        *self == Tokens::default()
    }
}

/// What a token of this kind carries; forgeries change one of them at a time.
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
    /// What its header says that it is, where the service looks at that (RFC 7515 4.1.9, RFC 8725 3.11).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typ: Option<String>,
}
