//! Keys that verify.

use std::fmt;

use aws_lc_rs::{
    hmac,
    rsa::{PublicKey, PublicKeyComponents},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rustls::{
    pki_types::{CertificateDer, pem::PemObject},
    server::ParsedCertificate,
};
use serde_json::Value;

use crate::keys::Hash;

/// A key that verifies.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Verifier {
    Shared(Vec<u8>),
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
}

impl Verifier {
    /// A key in JSON (RFC 7518 6.3, 6.4).
    pub(crate) fn from_jwk(jwk: &Value) -> Option<Verifier> {
        let member = |name: &str| URL_SAFE_NO_PAD.decode(jwk.get(name)?.as_str()?).ok();
        match jwk.get("kty")?.as_str()? {
            "oct" => member("k").map(Verifier::Shared),
            "RSA" => Some(Verifier::Rsa {
                modulus: member("n")?,
                exponent: member("e")?,
            }),
            _ => None,
        }
    }

    /// The key of the first certificate in a text in PEM (RFC 7515 4.1.5), if it is one of RSA.
    pub(crate) fn from_certificate(pem: &[u8]) -> Option<Verifier> {
        let certificate = CertificateDer::from_pem_slice(pem).ok()?;
        let certificate = ParsedCertificate::try_from(&certificate).ok()?;
        let public = PublicKey::from_der(&certificate.subject_public_key_info()).ok()?;
        Some(Verifier::Rsa {
            modulus: public.modulus().big_endian_without_leading_zero().to_vec(),
            exponent: public.exponent().big_endian_without_leading_zero().to_vec(),
        })
    }

    /// Compares in constant time.
    pub(crate) fn verifies(&self, hash: Hash, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Verifier::Shared(secret) => {
                let key = hmac::Key::new(hash.hmac(), secret);
                hmac::verify(&key, message, signature).is_ok()
            }
            Verifier::Rsa { modulus, exponent } => {
                let public = PublicKeyComponents {
                    n: modulus,
                    e: exponent,
                };
                public.verify(hash.rsa(), message, signature).is_ok()
            }
        }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_in_json_are_read() {
        let shared = Verifier::from_jwk(&json!({"kty": "oct", "k": "YQ"}));
        assert_eq!(shared, Some(Verifier::Shared(b"a".to_vec())));
        let rsa = Verifier::from_jwk(&json!({"kty": "RSA", "n": "AQ", "e": "AQAB"}));
        assert!(rsa.is_some());
        for other in [json!({}), json!({"kty": "EC"}), json!({"kty": "oct"})] {
            assert!(Verifier::from_jwk(&other).is_none(), "{other}");
        }
    }
}
