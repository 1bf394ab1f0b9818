//! Keys of ours, which a forged header brings along as `jwk` (RFC 7515 4.1.3). They are made once per
//! process and are nobody's secret.

use std::sync::OnceLock;

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
    let own = own(alg).ok_or(ForgeError::Unsigned(alg))?;
    let mut header = naming(&token.header, alg.name());
    header.insert("jwk".to_owned(), own.jwk.clone());
    let input = token.input_with(&header, &token.payload);
    sign(&input, alg, &own.signer)
}

fn own(alg: Algorithm) -> Option<&'static Own> {
    static KEYS: [OnceLock<Option<Own>>; 6] = [const { OnceLock::new() }; 6];
    let place = match (alg.family(), alg) {
        (Family::Hmac, _) => 0,
        (Family::Rsa, _) => 1,
        (Family::EdDsa, _) => 2,
        (Family::Ecdsa, Algorithm::ES384) => 3,
        (Family::Ecdsa, Algorithm::ES512) => 4,
        (Family::Ecdsa, _) => 5,
    };
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
