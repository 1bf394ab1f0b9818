//! Whether a token is signed: which algorithms pass, with which key, and which signatures.

use std::{
    fs::File,
    io::Read,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    keys::{Hash, Key},
    parts::Parts,
    policy::{Algorithms, KeySource, Signature, TokenPolicy, Unsigned},
    sign::Tokens,
    verifier::Verifier,
};

/// Octets of a key that are read from a file.
const LONGEST_KEY: u64 = 4096;

impl Tokens {
    pub(crate) fn is_signed(&self, parts: &Parts<'_>, policy: &TokenPolicy) -> bool {
        let Some(named) = parts.header.get("alg").and_then(Value::as_str) else {
            return false;
        };
        match self.hash(named, policy.algorithms) {
            Some(hash) => self.is_signed_with(hash, parts, policy),
            None if self.is_confused(named, parts, policy) => true,
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
        let digits = named.strip_prefix(self.ring.signer().0.family())?;
        match (allowed, Hash::named(digits)?) {
            (_, Hash::Sha256) => Some(Hash::Sha256),
            (Algorithms::Own | Algorithms::PublicKeyAsSecret, _) => None,
            (Algorithms::AnyOfFamily, hash) => Some(hash),
            // Whatever a header says of a signature, there is only one way here to verify it.
            (Algorithms::NameIgnored, _) => Some(Hash::Sha256),
        }
    }

    fn is_signed_with(&self, hash: Hash, parts: &Parts<'_>, policy: &TokenPolicy) -> bool {
        let kid = parts.header.get("kid").and_then(Value::as_str);
        let own = self.ring.verifier(kid, &policy.kid);
        let key = match &policy.key {
            KeySource::Own => None,
            KeySource::HeaderJwk => parts.header.get("jwk").and_then(Verifier::from_jwk),
            KeySource::KidPath => content(parts).map(Verifier::Shared),
            KeySource::Fetched(key) => Some(key.clone()),
        };
        let Some(key) = key.or_else(|| own.map(Key::verifier)) else {
            return false;
        };
        let matches = || key.verifies(hash, parts.signed, &parts.signature);
        let whole = || own.and_then(|own| own.sign(hash, parts.signed).ok());
        match policy.signature {
            Signature::Verified => matches(),
            Signature::AnyNonEmpty => !parts.signature.is_empty(),
            Signature::EmptyAccepted => parts.signature.is_empty() || matches(),
            Signature::PrefixCompared => {
                let whole = whole().unwrap_or_default();
                !parts.signature.is_empty() && whole.starts_with(&parts.signature)
            }
            Signature::ComparedInTurn(each) => {
                let whole = whole().unwrap_or_default();
                !whole.is_empty() && is_same_in_turn(&whole, &parts.signature, each)
            }
        }
    }

    /// Whether the signature is an HMAC whose secret is our public key in PEM, with or without the
    /// last line break (RFC 8725 2.1).
    fn is_confused(&self, named: &str, parts: &Parts<'_>, policy: &TokenPolicy) -> bool {
        let Algorithms::PublicKeyAsSecret = policy.algorithms else {
            return false;
        };
        let Ok(Some(pem)) = self.ring.signer().0.public() else {
            return false;
        };
        named == "HS256"
            && [pem.as_str(), pem.trim_end()].into_iter().any(|secret| {
                let key = Verifier::Shared(secret.into());
                key.verifies(Hash::Sha256, parts.signed, &parts.signature)
            })
    }
}

/// Compares octet by octet, and stops at the first that differs.
fn is_same_in_turn(one: &[u8], other: &[u8], each: Duration) -> bool {
    let mut pairs = one.iter().zip(other);
    let same = pairs.all(|(one, other)| {
        busy(each);
        one == other
    });
    same && one.len() == other.len()
}

/// Works for so long. A sleep is far longer than what this is for.
fn busy(time: Duration) {
    let began = Instant::now();
    while began.elapsed() < time {
        std::hint::spin_loop();
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
