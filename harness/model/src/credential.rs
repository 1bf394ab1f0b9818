//! Credentials as a target declares them, and as a step uses them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::minting::{Forged, Mint};
use crate::name::Name;

/// What a request proves itself with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Credential {
    /// The operation that yields it; it is run as set-up when the credential is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Name>,
    /// Where it may stand, in order of precedence.
    pub places: Vec<Place>,
    /// What becomes of a request that has it in several places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub combine: Option<Combine>,
    /// Whether it can be read.
    #[serde(default)]
    pub format: Format,
    /// The key that signs it, when it is a JWT (RFC 7519).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<Name>,
    /// It is good for one request only, and fetched anew for each.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub single_use: bool,
    /// The operation that ends it, beside those that say so with `ends`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_by: Option<Name>,
}

/// What becomes of a request that has a credential in several places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Combine {
    /// The first place counts, whatever stands in the others.
    FirstWins,
    /// It must stand in all places, and be the same (a CSRF token that is submitted twice).
    AllEqual,
    /// It is refused.
    Refused,
    /// The owner does not say.
    Undeclared,
}

/// Whether a credential can be read by who holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// A JSON Web Token (RFC 7519).
    Jwt,
    /// A string without a meaning of its own.
    #[default]
    Opaque,
}

/// Where a credential stands in a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[expect(
    clippy::large_enum_variant,
    reason = "a target has a handful, and patterns look into them"
)]
pub enum Place {
    /// `Authorization: Bearer` (RFC 6750 2.1).
    Word(PlaceWord),
    /// A named place.
    Named(NamedPlace),
}

/// The places that need no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceWord {
    /// `Authorization: Bearer` (RFC 6750 2.1).
    Bearer,
}

/// A place with its name; exactly one of the places is written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Default)]
#[serde(rename_all = "kebab-case", default)]
#[schemars(deny_unknown_fields)]
pub struct NamedPlace {
    /// A request header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The word before the credential in that header (`token` gives `Authorization: token X`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// A cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cookie: Option<String>,
    /// A query parameter (RFC 6750 2.3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// A `${name}` in the path of the operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// A member of the JSON body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<String>,
    /// A field of the form body (RFC 6750 2.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// A subprotocol that a socket asks for; this is what stands in it before the credential.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subprotocol: Option<String>,
    /// A member of the first message on a socket; dots lead into it, as in `payload.token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl Place {
    /// One word for the kind: `bearer`, `header`, `cookie`, `query`, `path`, `json`, `form`,
    /// `subprotocol`, `message`.
    pub fn kind(&self) -> &'static str {
        match self {
            Place::Word(PlaceWord::Bearer) => "bearer",
            Place::Named(place) => place.parts().first().map_or("nowhere", |(kind, _)| kind),
        }
    }

    /// True when a browser adds the credential by itself (a cookie).
    pub fn is_ambient(&self) -> bool {
        self.kind() == "cookie"
    }
}

impl NamedPlace {
    /// The kinds that are written, with their names; a valid place has exactly one.
    pub fn parts(&self) -> Vec<(&'static str, &str)> {
        [
            ("header", &self.header),
            ("cookie", &self.cookie),
            ("query", &self.query),
            ("path", &self.path),
            ("json", &self.json),
            ("form", &self.form),
            ("subprotocol", &self.subprotocol),
            ("message", &self.message),
        ]
        .into_iter()
        .filter_map(|(kind, name)| name.as_deref().map(|name| (kind, name)))
        .collect()
    }
}

/// How one step uses a credential. Once one place is written, the other places carry nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct CredentialUse {
    /// Which one; `main` is the first that the operation needs, and `every` stands for all of them at the
    /// place `ambient`, and nowhere else: what a page of another origin makes a browser send.
    #[serde(default = "main", skip_serializing_if = "is_main")]
    pub name: Name,
    /// Which place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceUse>,
    /// What stands there.
    #[serde(rename = "is")]
    pub value: CredentialValue,
}

/// All credentials of an operation, as a step names them.
pub const EVERY: &str = "every";

fn main() -> Name {
    "main".to_owned()
}

fn is_main(name: &Name) -> bool {
    name == "main"
}

/// A place by its number (1 is the first), by its kind, or `ambient` (what a browser adds by itself);
/// or one that is spelled out, because the target does not declare it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum PlaceUse {
    /// In the target's order of precedence, from 1.
    Number(u8),
    /// `ambient`, or a kind: `bearer`, `header`, `cookie`, `query`, `path`, `json`, `form`,
    /// `subprotocol`, `message`.
    Kind(String),
    /// Another than those of the target.
    Spelled(NamedPlace),
}

/// What stands at the place of a credential.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialValue {
    /// The identity's own.
    Valid,
    /// Nothing: the place is left out.
    None,
    /// The empty string.
    Empty,
    /// Another role's.
    Of(Name),
    /// These very characters.
    Value(String),
    /// Another credential of the same identity (a refresh token as access token).
    Kind(Name),
    /// A forgery of the identity's own.
    Forge(Forged),
    /// A token that a key of the target signs, with changed claims and header members.
    Mint(Mint),
}

/// Where a secret comes from. It never stands in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Given {
    /// The environment variable that holds it.
    pub env: String,
}
