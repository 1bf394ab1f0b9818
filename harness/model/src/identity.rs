//! Identities: who uses a target, what is known of them, and what they bring along.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::credential::Given;
use crate::name::Name;

/// A principal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Identity {
    /// One without attributes, who only visits.
    Visitor(Visitor),
    /// One with attributes.
    Known(KnownIdentity),
}

/// The word `visitor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Visitor {
    /// A principal without attributes.
    Visitor,
}

/// A principal with attributes (`${identity.NAME}`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct KnownIdentity {
    /// The operation that makes it known to the target. It is run as set-up when the identity first
    /// acts: once in a run; once in a case for a member of a pool, and for an identity whose attributes
    /// are all made up when the case changes its account or ends sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<Name>,
    /// Makes it a pool: each case has members of its own, at most so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1000))]
    pub size: Option<u32>,
    /// Accounts that the target knows already, where nobody can register: they make it a pool as well.
    /// Each case has one of them for itself, or as many as it has members. What they have in common may
    /// stand beside this list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub accounts: Vec<Account>,
    /// Credentials that it brings along, where a login cannot be written down.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub holds: IndexMap<Name, Held>,
    /// Its attributes.
    #[serde(flatten)]
    pub attributes: IndexMap<Name, Attribute>,
}

/// The attributes of one account.
pub type Account = IndexMap<Name, Attribute>;

/// An attribute of an identity: a secret from outside, one made up, or plain text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Attribute {
    /// A secret.
    Given(Given),
    /// Made anew for each run, for each member of a pool, and for cases that need an account of their own.
    Fresh(FreshAttribute),
    /// Plain text.
    Text(String),
}

/// An attribute that is made up. No seed decides it: a target remembers who has registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FreshAttribute {
    /// Of what kind.
    pub fresh: MadeUp,
}

/// What an attribute can be made up as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MadeUp {
    /// A random UUID (RFC 9562, version 4).
    Uuid,
    /// An e-mail address under `example.test`.
    Email,
    /// A password of 24 characters.
    Password,
}

/// A credential that an identity brings along: where it comes from, and until when it is good. Exactly
/// one of `env`, `command` and `storage-state` is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct Held {
    /// The environment variable that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub env: Option<String>,
    /// A program and its arguments, run once before anything is sent, without a shell. What it prints,
    /// without white space around it, is the credential.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<String>,
    /// A file with the state of a browser, as Playwright writes it; its path starts from the folder of
    /// the target file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_state: Option<String>,
    /// The cookie in it, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cookie: Option<String>,
    /// The entry of a page's local storage in it, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_storage: Option<String>,
    /// Until when it is good, as in "2026-01-31T12:00:00Z" (RFC 3339). Of a cookie its own expiry counts
    /// when this is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

impl KnownIdentity {
    /// How many members it has at most, when it is a pool.
    pub fn size(&self) -> Option<u32> {
        let accounts = u32::try_from(self.accounts.len()).ok();
        self.size.or(accounts.filter(|count| *count > 0))
    }

    /// Its attributes, and those of all of its accounts.
    pub fn all(&self) -> impl Iterator<Item = (&Name, &Attribute)> {
        self.attributes.iter().chain(self.accounts.iter().flatten())
    }
}

impl Identity {
    /// What is known of it; nothing of a visitor.
    pub fn known(&self) -> Option<&KnownIdentity> {
        match self {
            Identity::Visitor(_) => None,
            Identity::Known(known) => Some(known),
        }
    }

    /// The operation that makes it known to the target.
    pub fn register(&self) -> Option<&str> {
        self.known()?.register.as_deref()
    }

    /// How many members it has at most, when it is a pool.
    pub fn size(&self) -> Option<u32> {
        self.known()?.size()
    }

    /// An attribute, by its name; of a pool of accounts the first one's.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        let known = self.known()?;
        let first = || known.accounts.first()?.get(name);
        known.attributes.get(name).or_else(first)
    }

    /// A credential that it brings along.
    pub fn holds(&self, credential: &str) -> Option<&Held> {
        self.known()?.holds.get(credential)
    }

    /// The environment variables that it refers to.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        let known = self.known().into_iter();
        known.flat_map(|known| {
            let held = known.holds.values().filter_map(|held| held.env.as_deref());
            let attributes = known.all().map(|(_, attribute)| attribute);
            held.chain(attributes.filter_map(|attribute| match attribute {
                Attribute::Given(given) => Some(given.env.as_str()),
                Attribute::Fresh(_) | Attribute::Text(_) => None,
            }))
        })
    }
}
