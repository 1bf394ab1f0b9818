//! What the contract says of sessions: cookies, rotation, revocation, records.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::name::Name;
use crate::span::Span;

/// The attributes of a cookie (RFC 6265bis 4.1.2); what is left out is not judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct CookieRules {
    /// Scripts cannot read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_only: Option<bool>,
    /// It travels only over TLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secure: Option<Secure>,
    /// Whether requests of other sites carry it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_site: Option<SameSite>,
    /// For which paths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// For which domain; `absent`: none is named, so only for this host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// How long it lives: a time, a path of the contract such as `lifetimes.access`, or `session`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<String>,
}

/// When a cookie is `Secure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Secure {
    /// Always.
    Always,
    /// When the environment is `production`.
    InProduction,
    /// Never.
    Never,
}

/// Whether requests of other sites carry a cookie (RFC 6265bis 5.6.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SameSite {
    /// None of them.
    Strict,
    /// Only links that are followed.
    Lax,
    /// All of them.
    None,
}

/// What becomes of a refresh token that was used (RFC 9700 4.14.2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Rotation {
    /// Whether and when the old one stops being good.
    pub mode: RotationMode,
    /// With `grace`: how long the old one stays good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grace: Option<Span>,
    /// What a use of one that is no longer good ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_replay: Option<OnReplay>,
}

/// Whether and when a used refresh token stops being good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RotationMode {
    /// Never: the same one is used again.
    None,
    /// At once.
    Strict,
    /// After a time.
    Grace,
    /// When the one that took its place was used.
    UntilSuccessorUsed,
}

/// What the replay of a refresh token ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnReplay {
    /// Nothing.
    Nothing,
    /// All tokens of that login.
    RevokeFamily,
    /// All tokens of that user.
    RevokeUser,
}

/// What becomes of tokens whose session or user has changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Revocation {
    /// The access token after a logout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_after_logout: Option<After>,
    /// The refresh token after a logout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_after_logout: Option<After>,
    /// The refresh token after the role of its user has changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_after_role_change: Option<After>,
    /// The refresh token after the e-mail address of its user has changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_after_email_change: Option<After>,
    /// The access token after the role of its user has changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_after_role_change: Option<After>,
    /// The access token after its user was disabled or deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_after_user_gone: Option<After>,
    /// What a logout ends that carries no refresh token, where it may carry one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logout_without_refresh: Option<LogoutEnds>,
    /// Whether a logout with an access token that has expired is answered like any other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logout_with_expired_access: Option<After>,
}

/// What a logout ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LogoutEnds {
    /// The session that asks.
    Session,
    /// Every session of its user.
    User,
}

/// Accounts that may do less than others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Accounts {
    /// What an account to look around with may do, in all; what is over is refused as forbidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demo: Option<Demo>,
    /// The access token once the access period of its account is over: where it is refused, then as
    /// forbidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_access_period: Option<After>,
}

/// What a demo account may do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Demo {
    /// So many operations `mutate`, however long it takes.
    #[schemars(range(min = 1, max = 1000))]
    pub mutations: u32,
}

/// What becomes of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum After {
    /// It is still good until it expires.
    Accepted,
    /// It is refused.
    Refused,
}

/// How many sessions a user has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Sessions {
    /// At most so many.
    #[schemars(range(min = 1))]
    pub per_user: u32,
    /// What one more does.
    pub over: OverLimit,
}

/// What a session over the limit does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OverLimit {
    /// It ends the oldest.
    EvictOldest,
    /// It is refused. Then no case leaves a session behind that it has begun: `logout` ends it.
    Refuse,
}

/// Security events that the target records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Audit {
    /// By the name that checks use.
    pub events: IndexMap<Name, AuditEvent>,
}

/// One kind of event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct AuditEvent {
    /// What the target calls it.
    pub name: String,
    /// Fields of `hooks.audit.fields` that its records have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Name>,
}

/// How the target restarts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Restart {
    /// It serves again within this time.
    pub within: Span,
}

/// How far answers may differ in time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Timing {
    /// Differences below this do not count, in microseconds.
    #[schemars(range(min = 1))]
    pub margin_us: u32,
}
