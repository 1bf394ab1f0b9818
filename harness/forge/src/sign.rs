//! Signatures of JWS compact serialisation (RFC 7515 5.1).

use aws_lc_rs::hmac;
use model::credential::Algorithm;

use crate::token::encode;

/// The name that stands in the header as `alg` (RFC 7518 3.1).
pub(crate) fn name(alg: Algorithm) -> &'static str {
    match alg {
        Algorithm::HS256 => "HS256",
    }
}

/// `input` with its signature appended; an empty key is a key like any other.
pub(crate) fn sign(input: &str, alg: Algorithm, key: &[u8]) -> String {
    let signature = match alg {
        Algorithm::HS256 => hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), input.as_bytes()),
    };
    format!("{input}.{}", encode(signature.as_ref()))
}
