//! Cookies as a case judges them: which, and what must be true of each, with the contract filled in.

use serde::{Deserialize, Serialize};

use crate::contract::SameSite;
use crate::expectation::Attributes;

/// Cookies that a response sets or takes away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cookies {
    /// Which.
    pub which: Which,
    /// What must be true of them.
    pub attributes: Attributes,
}

/// Which cookies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Which {
    /// Each of these.
    Each(Vec<Wanted>),
    /// Those of these that are there, at least one.
    Any(Vec<Wanted>),
    /// Those whose name begins with `__Host-` or `__Secure-`, at least one.
    Prefixed,
}

/// A cookie by its name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    /// Its name.
    pub name: String,
    /// What the contract declares of it.
    pub rules: Rules,
}

/// Attributes that a cookie must have; what is left out is not judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case", default)]
pub struct Rules {
    /// Whether it is `HttpOnly`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_only: Option<bool>,
    /// Whether it is `Secure`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secure: Option<bool>,
    /// Its `SameSite`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_site: Option<SameSite>,
    /// Its path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Its domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<Domain>,
    /// How long it lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lasts: Option<Lasts>,
}

/// For which hosts a cookie is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Domain {
    /// Only the one that sets it: no `Domain`.
    Absent,
    /// This domain, and those below it.
    Named(String),
}

/// How long a cookie lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lasts {
    /// As long as the browser runs: neither `Max-Age` nor `Expires`.
    Session,
    /// So many seconds.
    Seconds(u64),
}

impl SameSite {
    /// The word of the attribute.
    pub fn word(self) -> &'static str {
        match self {
            SameSite::Strict => "Strict",
            SameSite::Lax => "Lax",
            SameSite::None => "None",
        }
    }
}

/// Prefixes of cookie names, which demand attributes (RFC 6265bis 4.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefix {
    /// `__Secure-`: it is `Secure`.
    Secure,
    /// `__Host-`: it is `Secure`, has the path `/` and names no domain.
    Host,
}

impl Prefix {
    /// The prefix of a name; browsers take it in any case.
    pub fn of(name: &str) -> Option<Prefix> {
        let begins = |prefix: &str| {
            let start = name.get(..prefix.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(prefix))
        };
        match (begins("__Host-"), begins("__Secure-")) {
            (true, _) => Some(Prefix::Host),
            (_, true) => Some(Prefix::Secure),
            _ => None,
        }
    }
}
