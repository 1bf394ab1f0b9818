//! Tokens that a step makes itself: forged, or signed with a key of the target.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::name::Name;
use crate::template::Template;

/// A forgery by its name (`forgery::forgeries`), and where it leads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields, rename_all_fields = "kebab-case")]
pub enum Forged {
    /// One that is whole by its name.
    Named(Name),
    /// One whose header leads to our keys, as `jku` (RFC 7515 4.1.2).
    Keys {
        /// Where they stand.
        foreign_jku: Where,
    },
    /// One whose header leads to a certificate of ours, as `x5u` (RFC 7515 4.1.5).
    Certificate {
        /// Where it stands.
        foreign_x5u: Where,
    },
}

/// Where a forgery leads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Where {
    /// The URL that stands in the header.
    pub url: Template,
}

impl Forged {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Forged::Named(name) => name,
            Forged::Keys { .. } => "foreign-jku",
            Forged::Certificate { .. } => "foreign-x5u",
        }
    }

    /// The URL that it leads to.
    pub fn url(&self) -> Option<&Template> {
        match self {
            Forged::Named(_) => None,
            Forged::Keys { foreign_jku: to } | Forged::Certificate { foreign_x5u: to } => {
                Some(&to.url)
            }
        }
    }
}

/// A token signed by a key of the target. `set` and `drop` name claims, and members of its header where
/// the name is one of [`HEADER`]; they are applied last, so that `set: { alg: … }` makes a header that
/// names another algorithm than the one that signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Mint {
    /// The key that signs, by its name in the target's `keys`; `current` is the one that signs this
    /// credential (`signed-by`), and what is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<Name>,
    /// Claims and header members to set or replace.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub set: IndexMap<String, Value>,
    /// Claims and header members to leave out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
}

/// The key that signs a credential now, whatever it is called in the target file.
pub const CURRENT: &str = "current";

/// The members that stand in the header of a token, and never among its claims (RFC 7515 4.1, RFC 7797 3).
pub const HEADER: &[&str] = &[
    "alg", "typ", "cty", "kid", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "crit", "b64",
];

impl Mint {
    /// The key that is meant when it is not the one that signs the credential now.
    pub fn other_key(&self) -> Option<&str> {
        self.key.as_deref().filter(|name| *name != CURRENT)
    }
}
