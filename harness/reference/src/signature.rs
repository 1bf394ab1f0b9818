//! Whether a token is signed: which algorithms pass, with which key, and which signatures.

use std::{fs::File, io::Read};

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::{
    parts::Parts,
    policy::{Algorithms, KeySource, Signature, TokenPolicy, Unsigned},
    sign::Tokens,
};

/// Octets of a key that are read from a file.
const LONGEST_KEY: u64 = 4096;

impl Tokens {
    pub(crate) fn is_signed(&self, parts: &Parts<'_>, policy: &TokenPolicy) -> bool {
        let Some(named) = parts.header.get("alg").and_then(Value::as_str) else {
            return false;
        };
        match algorithm(named, policy.algorithms) {
            Some(algorithm) => match policy.signature {
                Signature::Verified => self.matches(parts, algorithm, policy.key),
                Signature::AnyNonEmpty => !parts.signature.is_empty(),
                Signature::EmptyAccepted => {
                    parts.signature.is_empty() || self.matches(parts, algorithm, policy.key)
                }
                Signature::PrefixCompared => {
                    let whole = hmac::sign(&self.key(algorithm), parts.signed);
                    !parts.signature.is_empty() && whole.as_ref().starts_with(&parts.signature)
                }
            },
            None => match policy.unsigned {
                Unsigned::Refused => false,
                Unsigned::ExactNone => named == "none",
                Unsigned::OtherSpellings => named != "none" && named.eq_ignore_ascii_case("none"),
                Unsigned::EcdsaOfZeros => {
                    named == "ES256" && parts.signature.len() == 64 && is_zero(&parts.signature)
                }
            },
        }
    }

    /// Compares in constant time.
    fn matches(&self, parts: &Parts<'_>, algorithm: hmac::Algorithm, source: KeySource) -> bool {
        let verifies = |key: &hmac::Key| hmac::verify(key, parts.signed, &parts.signature).is_ok();
        let named = match source {
            KeySource::Own => None,
            KeySource::HeaderJwk => embedded(parts),
            KeySource::KidPath => content(parts),
        };
        match named {
            Some(secret) => verifies(&hmac::Key::new(algorithm, &secret)),
            None => verifies(&self.key(algorithm)),
        }
    }
}

/// The hash that is used for a token whose header names this algorithm, if any.
fn algorithm(named: &str, allowed: Algorithms) -> Option<hmac::Algorithm> {
    match (allowed, named) {
        (_, "HS256") => Some(hmac::HMAC_SHA256),
        (Algorithms::AnyHmac, "HS384") => Some(hmac::HMAC_SHA384),
        (Algorithms::AnyHmac, "HS512") => Some(hmac::HMAC_SHA512),
        // Whatever a header says of a signature, there is only one way here to verify it.
        (Algorithms::NameIgnored, "HS384" | "HS512") => Some(hmac::HMAC_SHA256),
        _ => None,
    }
}

fn is_zero(octets: &[u8]) -> bool {
    octets.iter().all(|octet| *octet == 0)
}

/// The key that the header brings along (RFC 7515 4.1.3, RFC 7518 6.4).
fn embedded(parts: &Parts<'_>) -> Option<Vec<u8>> {
    let key = parts.header.get("jwk")?.get("k")?.as_str()?;
    URL_SAFE_NO_PAD.decode(key).ok()
}

/// The file that `kid` names, below the root; a file that is not there is no key.
fn content(parts: &Parts<'_>) -> Option<Vec<u8>> {
    let name = parts.header.get("kid")?.as_str()?;
    let file = File::open(format!("/{name}")).ok()?;
    let mut key = Vec::new();
    file.take(LONGEST_KEY).read_to_end(&mut key).ok()?;
    Some(key)
}
