//! Keys of ours, which a forged header brings along as `jwk` (RFC 7515 4.1.3), or leads to. They are
//! made once per process and are nobody's secret.

use std::sync::OnceLock;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use model::key::{Algorithm, Family};
use model::secret::Secret;
use serde_json::{Value, json};

use crate::ForgeError;
use crate::key::{Signer, curve};
use crate::mint::naming;
use crate::sign::sign;
use crate::token::{Token, encode};

/// Long enough for every HMAC.
const SHARED: &str = "gateproof signs with this key, and says so in the header of the token";

struct Own {
    signer: Signer,
    jwk: Value,
}

/// The token signed with a key that stands in its own header. The algorithm stays where it is one of
/// ours, so that only the key is wrong; a shared secret stands there as `oct` (RFC 7518 6.4).
pub(crate) fn embedded(token: &Token) -> Result<String, ForgeError> {
    let alg = token.algorithm().and_then(Algorithm::named);
    let alg = alg.unwrap_or(Algorithm::ES256);
    under(token, alg, |own| vec![("jwk", own.jwk.clone())])
}

/// The token signed with a key that stands at this URL, under its `kid` there ([`jwks`]).
pub(crate) fn at_jku(token: &Token, url: &str) -> Result<String, ForgeError> {
    let alg = token.algorithm().and_then(Algorithm::named);
    let alg = alg.unwrap_or(Algorithm::ES256);
    under(token, alg, |_| {
        vec![("jku", Value::from(url)), ("kid", Value::from(kid(alg)))]
    })
}

/// The token signed with the RSA key whose certificate stands at this URL ([`certificate`]): by the
/// algorithm that it has, when that is one of RSA.
pub(crate) fn at_x5u(token: &Token, url: &str) -> Result<String, ForgeError> {
    let alg = token.algorithm().and_then(Algorithm::named);
    let alg = alg.filter(|alg| alg.family() == Family::Rsa);
    under(token, alg.unwrap_or(Algorithm::RS256), |_| {
        vec![("x5u", Value::from(url))]
    })
}

/// Our public keys, and the secret that is none, as a set of keys in JSON (RFC 7517 5).
pub fn jwks() -> String {
    let entries = KINDS.iter().filter_map(|alg| {
        let mut entry = own(*alg)?.jwk.clone();
        entry["kid"] = Value::from(kid(*alg));
        entry["use"] = Value::from("sig");
        Some(entry)
    });
    json!({"keys": entries.collect::<Vec<_>>()}).to_string()
}

/// The certificate of our RSA key, signed by itself, in PEM (RFC 7515 4.1.5); `None` when the library
/// fails.
pub fn certificate() -> Option<String> {
    static PEM: OnceLock<Option<String>> = OnceLock::new();
    let make = || {
        let Signer::Rsa(pair) = &own(Algorithm::RS256)?.signer else {
            return None;
        };
        let pkcs8: Pkcs8V1Der<'_> = pair.as_der().ok()?;
        let pair = rcgen::KeyPair::try_from(pkcs8.as_ref()).ok()?;
        let names = vec!["gateproof.test".to_owned()];
        let params = rcgen::CertificateParams::new(names).ok()?;
        Some(params.self_signed(&pair).ok()?.pem())
    };
    PEM.get_or_init(make).clone()
}

/// The token signed with a key of ours, with these members in its header.
fn under(
    token: &Token,
    alg: Algorithm,
    members: impl FnOnce(&Own) -> Vec<(&'static str, Value)>,
) -> Result<String, ForgeError> {
    let own = own(alg).ok_or(ForgeError::Unsigned(alg))?;
    let mut header = naming(&token.header, alg.name());
    for (name, value) in members(own) {
        header.insert(name.to_owned(), value);
    }
    let input = token.input_with(&header, &token.payload);
    sign(&input, alg, &own.signer)
}

/// One algorithm for each kind of key.
const KINDS: [Algorithm; 6] = [
    Algorithm::HS256,
    Algorithm::RS256,
    Algorithm::EdDSA,
    Algorithm::ES384,
    Algorithm::ES512,
    Algorithm::ES256,
];

/// How our key for an algorithm is called.
fn kid(alg: Algorithm) -> &'static str {
    match (alg.family(), alg) {
        (Family::Hmac, _) => "gateproof-oct",
        (Family::Rsa, _) => "gateproof-rsa",
        (Family::EdDsa, _) => "gateproof-ed25519",
        (Family::Ecdsa, Algorithm::ES384) => "gateproof-p384",
        (Family::Ecdsa, Algorithm::ES512) => "gateproof-p521",
        (Family::Ecdsa, _) => "gateproof-p256",
    }
}

fn own(alg: Algorithm) -> Option<&'static Own> {
    static KEYS: [OnceLock<Option<Own>>; 6] = [const { OnceLock::new() }; 6];
    let place = KINDS.iter().position(|kind| kid(*kind) == kid(alg))?;
    KEYS[place].get_or_init(|| make(alg)).as_ref()
}

fn make(alg: Algorithm) -> Option<Own> {
    let (signer, jwk) = match alg.family() {
        Family::Hmac => {
            let jwk = json!({"kty": "oct", "k": encode(SHARED.as_bytes())});
            (Signer::Secret(Secret::new(SHARED)), jwk)
        }
        Family::Rsa => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048).ok()?;
            let public = pair.public_key();
            let modulus = public.modulus().big_endian_without_leading_zero();
            let exponent = public.exponent().big_endian_without_leading_zero();
            let jwk = json!({"kty": "RSA", "n": encode(modulus), "e": encode(exponent)});
            (Signer::Rsa(pair), jwk)
        }
        Family::Ecdsa => {
            let pair = EcdsaKeyPair::generate(curve(alg)).ok()?;
            // An uncompressed point: 4, then both coordinates (SEC 1 2.3.3).
            let point = pair.public_key().as_ref().get(1..)?;
            let (x, y) = point.split_at(point.len() / 2);
            let jwk = json!({"kty": "EC", "crv": crv(alg), "x": encode(x), "y": encode(y)});
            (Signer::Ecdsa(pair), jwk)
        }
        Family::EdDsa => {
            let pair = Ed25519KeyPair::generate().ok()?;
            let x = encode(pair.public_key().as_ref());
            let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": x});
            (Signer::EdDsa(pair), jwk)
        }
    };
    Some(Own { signer, jwk })
}

/// The name of a curve (RFC 7518 6.2.1.1).
fn crv(alg: Algorithm) -> &'static str {
    match alg {
        Algorithm::ES384 => "P-384",
        Algorithm::ES512 => "P-521",
        _ => "P-256",
    }
}
