//! The target file: where the server under test is, who uses it, what it can do, what it promises.

use std::net::IpAddr;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::Contract;
use crate::credential::{Combine, Credential, Place};
use crate::identity::Identity;
use crate::key::Key;
use crate::matcher::Matcher;
use crate::metadata::Impact;
use crate::name::Name;
use crate::operation::Operation;
use crate::span::Span;

/// A server under test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Target {
    /// Its name in reports.
    pub name: Name,
    /// Its services; the first is the default of operations.
    #[schemars(length(min = 1))]
    pub services: IndexMap<Name, Service>,
    /// What may be sent, and where.
    pub scope: Scope,
    /// When it is ready.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready: Option<Ready>,
    /// How it learns the address of a client, where that is not the address of the connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_address: Option<ClientAddress>,
    /// What stands between us and the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<Via>,
    /// Named principals; `user` is the one that steps mean by default.
    #[serde(default)]
    pub identities: IndexMap<Name, Identity>,
    /// What requests prove themselves with.
    #[serde(default)]
    pub credentials: IndexMap<Name, Credential>,
    /// Signing keys, as far as the owner gives them.
    #[serde(default)]
    pub keys: IndexMap<Name, Key>,
    /// What it can do.
    #[serde(default)]
    pub operations: IndexMap<Name, Operation>,
    /// Doors for tests: its clock, its record of events.
    #[serde(default, skip_serializing_if = "Hooks::is_empty")]
    pub hooks: Hooks,
    /// What it promises.
    #[serde(default)]
    pub contract: Contract,
}

impl Target {
    /// Whether requests can come from addresses of our choice: of loopback, or those that a header tells.
    pub fn has_several_addresses(&self) -> bool {
        let loopback = |host: &String| {
            let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
            let is = |ip: IpAddr| ip.is_loopback() && ip.is_ipv4();
            host == "localhost" || address.is_ok_and(is)
        };
        self.client_address.is_some() || self.scope.hosts.iter().all(loopback)
    }
}

/// How a target learns the address of a client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct ClientAddress {
    /// From this request header, which it trusts when we send it.
    pub trusted_header: String,
}

/// A CDN or firewall between us and the service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Via {
    /// What only the service's own answers have.
    pub marker: Matcher,
    /// The address of the service itself, where it can be reached past it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^https?://"))]
    pub direct: Option<String>,
}

/// Doors for tests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Hooks {
    /// Moves the target's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockHook>,
    /// Reads the security events that it recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit: Option<AuditHook>,
}

impl Hooks {
    fn is_empty(&self) -> bool {
        *self == Hooks::default()
    }
}

/// Moves the target's clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct ClockHook {
    /// The operation; its input `duration` is how far, in seconds.
    pub op: Name,
    /// What goes by this clock; the rest goes by real time.
    #[schemars(length(min = 1))]
    pub moves: Vec<Moved>,
}

/// What may go by a clock that can be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Moved {
    /// Expiry of tokens.
    Tokens,
    /// Expiry of one-time codes.
    Codes,
    /// Windows of limits.
    Limits,
    /// Timers of open sockets.
    Sockets,
}

/// Reads the security events that a target recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct AuditHook {
    /// The operation whose answer holds them.
    pub op: Name,
    /// A JSONPath to the records.
    pub records: String,
    /// Field -> where it stands in a record, as a JSONPath; `event` is the name of the event.
    pub fields: IndexMap<Name, String>,
}

/// Where a service listens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Service {
    /// `http://` or `https://`, without a trailing slash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^https?://"))]
    pub http: Option<String>,
    /// `ws://` or `wss://`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^wss?://"))]
    pub ws: Option<String>,
    /// A PEM file with the authority that signed its certificate, relative to this file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca: Option<String>,
    /// The HTTP version; negotiated when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
}

/// An HTTP version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Protocol {
    /// HTTP/1.1 only.
    H1,
    /// HTTP/2 only; with prior knowledge on a clear connection.
    H2,
}

/// What may be sent, and where. Redirects do not widen it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Scope {
    /// Host names or addresses, exactly.
    #[schemars(length(min = 1))]
    pub hosts: Vec<String>,
    /// The owner allows bursts, races and fuzzing on a host that is not loopback.
    #[serde(default)]
    pub authorized: bool,
    /// The most that a check may do here.
    #[serde(default)]
    pub impact: Impact,
}

/// When the target is ready.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Ready {
    /// This operation is accepted.
    pub op: Name,
    /// Within this time.
    pub within: Span,
}

impl Target {
    /// The service of an operation: the one it names, else the first.
    pub fn service(&self, at: Option<&str>) -> Option<(&Name, &Service)> {
        match at {
            Some(name) => self.services.get_key_value(name),
            None => self.services.first(),
        }
    }

    /// The credential that `main` means for an operation, with its own places there if it has any: the
    /// first that it needs, but for one that only proves where a request comes from (`all-equal`).
    pub fn main<'t>(&'t self, operation: &'t Operation) -> Option<(&'t str, Option<&'t [Place]>)> {
        let needs = || operation.needs.iter().flat_map(|need| need.entries());
        let proves_origin = |name: &str| {
            let credential = self.credentials.get(name);
            credential.is_some_and(|known| known.combine == Some(Combine::AllEqual))
        };
        let main = needs().find(|(name, _)| !proves_origin(name));
        main.or_else(|| needs().next())
    }

    /// The environment variables that this target refers to, in order, each once.
    pub fn variables(&self) -> Vec<&str> {
        let keys = self.keys.values().flat_map(Key::variables);
        let keys = keys.map(|given| given.env.as_str());
        let identities = self.identities.values().flat_map(Identity::variables);
        let mut names: Vec<&str> = Vec::new();
        for name in keys.chain(identities) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}
