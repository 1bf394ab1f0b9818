//! The keys that a target signs its tokens with, and the algorithms.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::credential::Given;

/// A key that signs the target's tokens, as far as its owner gives it to us: the shared `secret` of an
/// HMAC; of a key pair the `private` part, or only the public one. What needs a part that is not given
/// is skipped. Keys in PEM (RFC 7468) may spell their line breaks `\n`, so that they fit into a variable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Key {
    /// The one algorithm that it is used with (RFC 7518 3.1, RFC 8037 3.1).
    pub alg: Algorithm,
    /// How tokens name it in their header (RFC 7515 4.1.4), where they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// The shared secret, for HS256, HS384 and HS512; its UTF-8 octets are the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<Given>,
    /// The private key, for all others: PKCS#8 in PEM, not encrypted (`BEGIN PRIVATE KEY`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private: Option<Given>,
    /// The public key as the service itself holds it: SubjectPublicKeyInfo (`BEGIN PUBLIC KEY`) or a
    /// certificate (`BEGIN CERTIFICATE`) in PEM. Made from `private` when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<Given>,
    /// The same in a file; its path starts from the folder of the target file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_file: Option<String>,
    /// The address of the key set in which it is published (RFC 7517 5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^https?://"))]
    pub jwks: Option<String>,
}

impl Key {
    /// True when tokens can be signed with what is given.
    pub fn signs(&self) -> bool {
        self.secret.is_some() || self.private.is_some()
    }

    /// True when the public part is given or published, or follows from the private one.
    pub fn has_public(&self) -> bool {
        let given = self.public.is_some() || self.public_file.is_some();
        given || self.private.is_some() || self.jwks.is_some()
    }

    /// The environment variables that it comes from.
    pub fn variables(&self) -> impl Iterator<Item = &Given> {
        [&self.secret, &self.private, &self.public]
            .into_iter()
            .flatten()
    }
}

/// A signature algorithm that we can sign with (RFC 7518 3.1, RFC 8037 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Algorithm {
    /// HMAC with SHA-256.
    HS256,
    /// HMAC with SHA-384.
    HS384,
    /// HMAC with SHA-512.
    HS512,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RS256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RS384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RS512,
    /// RSASSA-PSS with SHA-256.
    PS256,
    /// RSASSA-PSS with SHA-384.
    PS384,
    /// RSASSA-PSS with SHA-512.
    PS512,
    /// ECDSA on P-256 with SHA-256.
    ES256,
    /// ECDSA on P-384 with SHA-384.
    ES384,
    /// ECDSA on P-521 with SHA-512.
    ES512,
    /// Ed25519 (RFC 8037).
    EdDSA,
}

/// What kind of key an algorithm takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// A shared secret.
    Hmac,
    /// An RSA key pair of 2,048 to 8,192 bits.
    Rsa,
    /// A key pair on the curve that the algorithm names.
    Ecdsa,
    /// An Ed25519 key pair.
    EdDsa,
}

impl Algorithm {
    /// Every one of them.
    pub const ALL: [Algorithm; 13] = [
        Algorithm::HS256,
        Algorithm::HS384,
        Algorithm::HS512,
        Algorithm::RS256,
        Algorithm::RS384,
        Algorithm::RS512,
        Algorithm::PS256,
        Algorithm::PS384,
        Algorithm::PS512,
        Algorithm::ES256,
        Algorithm::ES384,
        Algorithm::ES512,
        Algorithm::EdDSA,
    ];

    /// The algorithm that a header calls so.
    pub fn named(name: &str) -> Option<Algorithm> {
        Self::ALL.into_iter().find(|alg| alg.name() == name)
    }

    /// The name that stands in the header as `alg`.
    pub fn name(self) -> &'static str {
        use Algorithm::*;
        match self {
            HS256 => "HS256",
            HS384 => "HS384",
            HS512 => "HS512",
            RS256 => "RS256",
            RS384 => "RS384",
            RS512 => "RS512",
            PS256 => "PS256",
            PS384 => "PS384",
            PS512 => "PS512",
            ES256 => "ES256",
            ES384 => "ES384",
            ES512 => "ES512",
            EdDSA => "EdDSA",
        }
    }

    /// The kind of key that it takes.
    pub fn family(self) -> Family {
        use Algorithm::*;
        match self {
            HS256 | HS384 | HS512 => Family::Hmac,
            RS256 | RS384 | RS512 | PS256 | PS384 | PS512 => Family::Rsa,
            ES256 | ES384 | ES512 => Family::Ecdsa,
            EdDSA => Family::EdDsa,
        }
    }

    /// Another algorithm that the very same key can sign with. ECDSA has none, because each of its
    /// algorithms has a curve of its own, and EdDSA stands alone.
    pub fn sibling(self) -> Option<Algorithm> {
        use Algorithm::*;
        match self {
            HS256 => Some(HS384),
            HS384 => Some(HS512),
            HS512 => Some(HS256),
            RS256 | RS384 => Some(RS512),
            RS512 => Some(RS256),
            PS256 | PS384 => Some(PS512),
            PS512 => Some(PS256),
            ES256 | ES384 | ES512 | EdDSA => None,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
