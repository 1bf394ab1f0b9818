//! Whether a token is signed: which algorithms pass, with which key, and which signatures.

use std::{fs::File, io::Read};

use serde_json::Value;

use crate::{
    keys::{Hash, Verifier},
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
        match self.hash(named, policy.algorithms) {
            Some(hash) => match policy.signature {
                Signature::Verified => self.matches(parts, hash, policy),
                Signature::AnyNonEmpty => !parts.signature.is_empty(),
                Signature::EmptyAccepted => {
                    parts.signature.is_empty() || self.matches(parts, hash, policy)
                }
                Signature::PrefixCompared => {
                    let whole = self.key.sign(hash, parts.signed).unwrap_or_default();
                    !parts.signature.is_empty() && whole.starts_with(&parts.signature)
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

    /// The hash that is used for a token whose header names this algorithm, if any. The algorithm
    /// is looked at before any key.
    fn hash(&self, named: &str, allowed: Algorithms) -> Option<Hash> {
        let digits = named.strip_prefix(self.key.family())?;
        match (allowed, Hash::named(digits)?) {
            (_, Hash::Sha256) => Some(Hash::Sha256),
            (Algorithms::Own, _) => None,
            (Algorithms::AnyOfFamily, hash) => Some(hash),
            // Whatever a header says of a signature, there is only one way here to verify it.
            (Algorithms::NameIgnored, _) => Some(Hash::Sha256),
        }
    }

    fn matches(&self, parts: &Parts<'_>, hash: Hash, policy: &TokenPolicy) -> bool {
        let named = match &policy.key {
            KeySource::Own => None,
            KeySource::HeaderJwk => parts.header.get("jwk").and_then(Verifier::from_jwk),
            KeySource::KidPath => content(parts).map(Verifier::Shared),
            KeySource::Fetched(key) => Some(key.clone()),
        };
        let key = named.unwrap_or_else(|| self.key.verifier());
        key.verifies(hash, parts.signed, &parts.signature)
    }
}

fn is_zero(octets: &[u8]) -> bool {
    octets.iter().all(|octet| *octet == 0)
}

/// The file that `kid` names, below the root; a file that is not there is no key.
fn content(parts: &Parts<'_>) -> Option<Vec<u8>> {
    let name = parts.header.get("kid")?.as_str()?;
    let file = File::open(format!("/{name}")).ok()?;
    let mut key = Vec::new();
    file.take(LONGEST_KEY).read_to_end(&mut key).ok()?;
    Some(key)
}
