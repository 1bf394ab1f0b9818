//! Keys of the target: read from what its owner gives, and ready to sign.

use std::fmt;
use std::sync::OnceLock;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, Ed25519KeyPair, KeyPair, ParsedPublicKey, VerificationAlgorithm,
};
use model::key::{Algorithm, Family};
use model::secret::Secret;
use thiserror::Error;

use crate::pem::{self, Pem};
use crate::published;

/// A key of the target. It prints nothing.
pub struct Key {
    /// The algorithm that it is used with.
    pub alg: Algorithm,
    signer: Option<Signer>,
    public: OnceLock<String>,
    kid: Option<String>,
}

/// What is given of a key, as text; see `model::key::Key` for the formats.
#[derive(Debug, Default, Clone, Copy)]
pub struct Parts<'a> {
    /// The shared secret; its UTF-8 octets are the key, and it may be empty.
    pub secret: Option<&'a Secret>,
    /// The private key.
    pub private: Option<&'a Secret>,
    /// The public key.
    pub public: Option<&'a str>,
    /// How tokens name the key.
    pub kid: Option<&'a str>,
}

/// Why the text of a key is not taken; never prints any of it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The text is not in PEM.
    #[error("the {0} key is not in PEM (`-----BEGIN …`)")]
    NotPem(&'static str),
    /// The text holds something else.
    #[error("the {part} key says `BEGIN {found}` instead of `BEGIN {wanted}`")]
    OtherLabel {
        /// `private` or `public`.
        part: &'static str,
        /// What stands there; only if it is one of the usual labels, else `…`.
        found: &'static str,
        /// What should.
        wanted: &'static str,
    },
    /// It cannot be read, or is a key of another kind or size.
    #[error("the {part} key is none for {alg}")]
    Unfit {
        /// `private` or `public`.
        part: &'static str,
        /// The algorithm that the key is declared for.
        alg: Algorithm,
    },
    /// A shared secret where a key pair belongs, or the other way round.
    #[error("{0} takes a secret if it is an HMAC, and a key pair if not")]
    OtherKind(Algorithm),
}

/// What signs.
pub(crate) enum Signer {
    Secret(Secret),
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
}

impl Key {
    /// Reads a key from its parts. Without a public part it is made from the private one.
    ///
    /// # Errors
    ///
    /// A part is no PEM, holds something else, or does not fit the algorithm.
    pub fn new(alg: Algorithm, parts: Parts<'_>) -> Result<Key, KeyError> {
        let shared = alg.family() == Family::Hmac;
        let pair = parts.private.is_some() || parts.public.is_some();
        if (shared && pair) || (!shared && parts.secret.is_some()) {
            return Err(KeyError::OtherKind(alg));
        }
        let signer = match (parts.secret, parts.private) {
            (Some(secret), _) => Some(Signer::Secret(secret.clone())),
            (None, Some(private)) => Some(Signer::read(alg, private)?),
            (None, None) => None,
        };
        let public = match parts.public {
            Some(text) => Some(read_public(alg, text)?),
            None => signer.as_ref().and_then(Signer::public),
        };
        Ok(Key {
            alg,
            signer,
            public: public.map(OnceLock::from).unwrap_or_default(),
            kid: parts.kid.map(str::to_owned),
        })
    }

    /// What signs, if it was given.
    pub(crate) fn signer(&self) -> Option<&Signer> {
        self.signer.as_ref()
    }

    /// How tokens name it, where that is told.
    pub(crate) fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The public key in PEM, as it was given or, made from the private one, as OpenSSL prints it;
    /// `None` for a shared secret.
    pub fn public(&self) -> Option<&str> {
        self.public.get().map(String::as_str)
    }

    /// Takes the public key out of a set that the target publishes (RFC 7517 5), unless it was given.
    /// A set without such a key changes nothing.
    pub fn publish(&self, set: &str) {
        let found = published::key_of(set, self.alg, self.kid());
        let found = found.and_then(|text| read_public(self.alg, &text).ok());
        if let Some(found) = found {
            self.public.get_or_init(|| found);
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[key for {}]", self.alg)
    }
}

impl Signer {
    fn read(alg: Algorithm, text: &Secret) -> Result<Signer, KeyError> {
        let part = "private";
        let pem = Pem::read(&pem::unfolded(text.expose())).ok_or(KeyError::NotPem(part))?;
        labelled(&pem, part, &["PRIVATE KEY"])?;
        let read = match alg.family() {
            Family::Hmac => return Err(KeyError::OtherKind(alg)),
            Family::Rsa => RsaKeyPair::from_pkcs8(&pem.der).map(Signer::Rsa),
            Family::Ecdsa => EcdsaKeyPair::from_pkcs8(curve(alg), &pem.der).map(Signer::Ecdsa),
            Family::EdDsa => Ed25519KeyPair::from_pkcs8(&pem.der).map(Signer::EdDsa),
        };
        read.map_err(|_| KeyError::Unfit { part, alg })
    }

    fn public(&self) -> Option<String> {
        let der: Result<PublicKeyX509Der<'_>, Unspecified> = match self {
            Signer::Secret(_) => return None,
            Signer::Rsa(pair) => pair.public_key().as_der(),
            Signer::Ecdsa(pair) => pair.public_key().as_der(),
            Signer::EdDsa(pair) => pair.public_key().as_der(),
        };
        Some(pem::public(der.ok()?.as_ref()))
    }
}

/// The curve of an ECDSA algorithm.
pub(crate) fn curve(alg: Algorithm) -> &'static signature::EcdsaSigningAlgorithm {
    match alg {
        Algorithm::ES384 => &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
        Algorithm::ES512 => &signature::ECDSA_P521_SHA512_FIXED_SIGNING,
        _ => &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
    }
}

/// The text itself, when it holds a public key for this algorithm. Certificates are not opened: only
/// their text is used.
fn read_public(alg: Algorithm, text: &str) -> Result<String, KeyError> {
    let part = "public";
    let text = pem::unfolded(text);
    let pem = Pem::read(&text).ok_or(KeyError::NotPem(part))?;
    labelled(&pem, part, &["PUBLIC KEY", "CERTIFICATE"])?;
    let verifier: &'static dyn VerificationAlgorithm = match alg {
        Algorithm::ES256 => &signature::ECDSA_P256_SHA256_FIXED,
        Algorithm::ES384 => &signature::ECDSA_P384_SHA384_FIXED,
        Algorithm::ES512 => &signature::ECDSA_P521_SHA512_FIXED,
        Algorithm::EdDSA => &signature::ED25519,
        _ => &signature::RSA_PKCS1_2048_8192_SHA256,
    };
    let fits = pem.label == "CERTIFICATE" || ParsedPublicKey::new(verifier, &pem.der).is_ok();
    if fits {
        Ok(text)
    } else {
        Err(KeyError::Unfit { part, alg })
    }
}

fn labelled(pem: &Pem, part: &'static str, wanted: &[&'static str]) -> Result<(), KeyError> {
    const USUAL: [&str; 7] = [
        "PRIVATE KEY",
        "PUBLIC KEY",
        "CERTIFICATE",
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "RSA PUBLIC KEY",
    ];
    if wanted.contains(&pem.label.as_str()) {
        return Ok(());
    }
    let found = USUAL.into_iter().find(|usual| *usual == pem.label);
    Err(KeyError::OtherLabel {
        part,
        found: found.unwrap_or("…"),
        wanted: wanted.first().copied().unwrap_or_default(),
    })
}
