//! Signatures of JWS compact serialisation (RFC 7515 5.1).

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair as RsaKeyPair;
use aws_lc_rs::signature::{self, RsaSignatureEncoding};
use model::key::Algorithm;

use crate::ForgeError;
use crate::key::Signer;
use crate::token::encode;

/// `input` with its signature appended. An empty secret is one like any other.
///
/// # Errors
///
/// `Unsigned` when the signer is of another family than the algorithm, or the library fails.
pub(crate) fn sign(input: &str, alg: Algorithm, signer: &Signer) -> Result<String, ForgeError> {
    let made = match (signer, hash(alg), padding(alg)) {
        (Signer::Secret(secret), Some(hash), _) => {
            Some(mac(input, hash, secret.expose().as_bytes()))
        }
        (Signer::Rsa(pair), _, Some(padding)) => rsa(input, padding, pair),
        (Signer::Ecdsa(pair), ..) => {
            let signed = pair.sign(&SystemRandom::new(), input.as_bytes());
            signed.ok().map(|it| it.as_ref().to_vec())
        }
        (Signer::EdDsa(pair), ..) => {
            let signed = pair.try_sign(input.as_bytes());
            signed.ok().map(|it| it.as_ref().to_vec())
        }
        _ => None,
    };
    let signature = made.ok_or(ForgeError::Unsigned(alg))?;
    Ok(format!("{input}.{}", encode(&signature)))
}

fn mac(input: &str, hash: hmac::Algorithm, key: &[u8]) -> Vec<u8> {
    let tag = hmac::sign(&hmac::Key::new(hash, key), input.as_bytes());
    tag.as_ref().to_vec()
}

fn rsa(input: &str, padding: &'static RsaSignatureEncoding, pair: &RsaKeyPair) -> Option<Vec<u8>> {
    let mut signature = vec![0; pair.public_modulus_len()];
    let octets = input.as_bytes();
    pair.sign(padding, &SystemRandom::new(), octets, &mut signature)
        .ok()?;
    Some(signature)
}

fn hash(alg: Algorithm) -> Option<hmac::Algorithm> {
    match alg {
        Algorithm::HS256 => Some(hmac::HMAC_SHA256),
        Algorithm::HS384 => Some(hmac::HMAC_SHA384),
        Algorithm::HS512 => Some(hmac::HMAC_SHA512),
        _ => None,
    }
}

fn padding(alg: Algorithm) -> Option<&'static RsaSignatureEncoding> {
    match alg {
        Algorithm::RS256 => Some(&signature::RSA_PKCS1_SHA256),
        Algorithm::RS384 => Some(&signature::RSA_PKCS1_SHA384),
        Algorithm::RS512 => Some(&signature::RSA_PKCS1_SHA512),
        Algorithm::PS256 => Some(&signature::RSA_PSS_SHA256),
        Algorithm::PS384 => Some(&signature::RSA_PSS_SHA384),
        Algorithm::PS512 => Some(&signature::RSA_PSS_SHA512),
        _ => None,
    }
}
