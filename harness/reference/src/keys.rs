//! Keys that sign (RFC 7518 3.2, 3.3).

use std::sync::Arc;

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    error::Unspecified,
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{
        KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
        RSA_PKCS1_2048_8192_SHA512, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512,
        RsaParameters,
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::verifier::Verifier;

/// The hash of an algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The hash by the digits at the end of an algorithm's name.
    pub(crate) fn named(digits: &str) -> Option<Hash> {
        match digits {
            "256" => Some(Hash::Sha256),
            "384" => Some(Hash::Sha384),
            "512" => Some(Hash::Sha512),
            _ => None,
        }
    }

    pub(crate) const fn hmac(self) -> hmac::Algorithm {
        match self {
            Hash::Sha256 => hmac::HMAC_SHA256,
            Hash::Sha384 => hmac::HMAC_SHA384,
            Hash::Sha512 => hmac::HMAC_SHA512,
        }
    }

    pub(crate) const fn rsa(self) -> &'static RsaParameters {
        match self {
            Hash::Sha256 => &RSA_PKCS1_2048_8192_SHA256,
            Hash::Sha384 => &RSA_PKCS1_2048_8192_SHA384,
            Hash::Sha512 => &RSA_PKCS1_2048_8192_SHA512,
        }
    }
}

/// A key that signs.
#[derive(Clone)]
pub(crate) enum Key {
    Shared(Vec<u8>),
    Rsa(Arc<KeyPair>),
}

impl Key {
    pub(crate) fn shared(secret: &str) -> Key {
        Key::Shared(secret.into())
    }

    pub(crate) fn fresh_rsa() -> Result<Key, Unspecified> {
        let pair = KeyPair::generate(KeySize::Rsa2048)?;
        Ok(Key::Rsa(Arc::new(pair)))
    }

    /// How the names of its algorithms begin.
    pub(crate) const fn family(&self) -> &'static str {
        match self {
            Key::Shared(_) => "HS",
            Key::Rsa(_) => "RS",
        }
    }

    pub(crate) fn sign(&self, hash: Hash, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        match self {
            Key::Shared(secret) => {
                let key = hmac::Key::new(hash.hmac(), secret);
                Ok(hmac::sign(&key, message).as_ref().to_vec())
            }
            Key::Rsa(pair) => {
                let encoding = match hash {
                    Hash::Sha256 => &RSA_PKCS1_SHA256,
                    Hash::Sha384 => &RSA_PKCS1_SHA384,
                    Hash::Sha512 => &RSA_PKCS1_SHA512,
                };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(encoding, &SystemRandom::new(), message, &mut signature)?;
                Ok(signature)
            }
        }
    }

    /// What verifies its signatures.
    pub(crate) fn verifier(&self) -> Verifier {
        match self {
            Key::Shared(secret) => Verifier::Shared(secret.clone()),
            Key::Rsa(pair) => {
                let public = pair.public_key();
                Verifier::Rsa {
                    modulus: public.modulus().big_endian_without_leading_zero().to_vec(),
                    exponent: public.exponent().big_endian_without_leading_zero().to_vec(),
                }
            }
        }
    }

    /// The private key in PEM (RFC 5958); a shared secret as it is.
    pub(crate) fn private(&self) -> Result<String, Unspecified> {
        match self {
            Key::Shared(secret) => Ok(String::from_utf8_lossy(secret).into_owned()),
            Key::Rsa(pair) => {
                let der: Pkcs8V1Der<'_> = pair.as_der()?;
                Ok(pem("PRIVATE KEY", der.as_ref()))
            }
        }
    }

    /// The public key in PEM (RFC 5280 4.1); `None` for a shared secret.
    pub(crate) fn public(&self) -> Result<Option<String>, Unspecified> {
        match self {
            Key::Shared(_) => Ok(None),
            Key::Rsa(pair) => {
                let der: PublicKeyX509Der<'_> = pair.public_key().as_der()?;
                Ok(Some(pem("PUBLIC KEY", der.as_ref())))
            }
        }
    }
}

/// Text encoding of keys (RFC 7468).
fn pem(label: &str, der: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    let encoded = STANDARD.encode(der);
    let (mut line, mut rest) = encoded.split_at(encoded.len().min(64));
    while !line.is_empty() {
        text.push_str(line);
        text.push('\n');
        (line, rest) = rest.split_at(rest.len().min(64));
    }
    text + &format!("-----END {label}-----\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_verifies_what_it_signed_with_the_same_hash() {
        for key in [Key::shared("a secret"), Key::fresh_rsa().unwrap()] {
            let signature = key.sign(Hash::Sha384, b"message").unwrap();
            let verifier = key.verifier();
            assert!(verifier.verifies(Hash::Sha384, b"message", &signature));
            assert!(!verifier.verifies(Hash::Sha256, b"message", &signature));
            assert!(!verifier.verifies(Hash::Sha384, b"another", &signature));
        }
    }

    #[test]
    fn keys_in_pem_have_lines_of_64() {
        let key = Key::fresh_rsa().unwrap();
        let text = key.public().unwrap().unwrap();
        assert!(text.starts_with("-----BEGIN PUBLIC KEY-----\nMII"));
        assert!(text.ends_with("\n-----END PUBLIC KEY-----\n"));
        assert!(text.lines().all(|line| line.len() <= 64));
        assert!(key.private().unwrap().contains("BEGIN PRIVATE KEY"));
    }
}
