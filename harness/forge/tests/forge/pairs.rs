//! A key of every algorithm, and verifiers by aws-lc-rs and by jsonwebtoken.

use std::sync::OnceLock;

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{self as s, EcdsaKeyPair, Ed25519KeyPair, UnparsedPublicKey};
use aws_lc_rs::{hmac, rsa};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use gateproof_forge::{Key, Parts};
use jsonwebtoken::DecodingKey;
use model::contract::Claims;
use model::key::{Algorithm, Family};
use model::secret::Secret;
use serde_json::{Map, Value};

use crate::common::{LEEWAY, SECRET, now};

/// What a verifier holds.
#[derive(Clone)]
pub enum Material {
    Secret(Vec<u8>),
    /// A public key as aws-lc-rs reads it.
    Public(Vec<u8>),
    Components(Vec<u8>, Vec<u8>),
}

/// A key as its owner gives it, and what verifies.
#[derive(Clone)]
pub struct Given {
    pub alg: Algorithm,
    pub secret: Option<Secret>,
    pub private: Option<Secret>,
    pub public: Option<String>,
    pub material: Material,
}

pub fn given(alg: Algorithm) -> Given {
    static ALL: OnceLock<Vec<Given>> = OnceLock::new();
    let all = ALL.get_or_init(|| Algorithm::ALL.into_iter().map(make).collect());
    all.iter().find(|given| given.alg == alg).unwrap().clone()
}

fn make(alg: Algorithm) -> Given {
    let curve = match alg {
        Algorithm::ES384 => &s::ECDSA_P384_SHA384_FIXED_SIGNING,
        Algorithm::ES512 => &s::ECDSA_P521_SHA512_FIXED_SIGNING,
        _ => &s::ECDSA_P256_SHA256_FIXED_SIGNING,
    };
    use s::KeyPair;
    let (private, public) = match alg.family() {
        Family::Hmac => {
            return Given {
                alg,
                secret: Some(Secret::new(SECRET)),
                private: None,
                public: None,
                material: Material::Secret(SECRET.into()),
            };
        }
        Family::Rsa => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
            let private = pair.as_der().unwrap().as_ref().to_vec();
            (private, pair.public_key().as_der().unwrap())
        }
        Family::Ecdsa => {
            let pair = EcdsaKeyPair::generate(curve).unwrap();
            let private = pair.to_pkcs8v1().unwrap().as_ref().to_vec();
            (private, pair.public_key().as_der().unwrap())
        }
        Family::EdDsa => {
            let pair = Ed25519KeyPair::generate().unwrap();
            let private = pair.to_pkcs8v1().unwrap().as_ref().to_vec();
            (private, pair.public_key().as_der().unwrap())
        }
    };
    Given {
        alg,
        secret: None,
        private: Some(Secret::new(pem("PRIVATE KEY", &private))),
        public: Some(pem("PUBLIC KEY", public.as_ref())),
        material: Material::Public(public.as_ref().to_vec()),
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        lines.join("\n")
    )
}

impl Given {
    pub fn key(&self) -> Key {
        let parts = Parts {
            secret: self.secret.as_ref(),
            private: self.private.as_ref(),
            ..Parts::default()
        };
        Key::new(self.alg, parts).unwrap()
    }

    /// What the other library says, if it has the algorithm.
    pub fn oracle(&self, token: &str) -> Option<Map<String, Value>> {
        let alg = self.alg.name().parse().ok()?;
        let key = match (&self.material, self.alg.family()) {
            (Material::Public(der), Family::Rsa) => DecodingKey::from_rsa_der(der),
            (Material::Public(der), Family::Ecdsa) => DecodingKey::from_ec_der(der),
            (Material::Public(der), Family::EdDsa) => DecodingKey::from_ed_der(der),
            _ => DecodingKey::from_secret(SECRET.as_bytes()),
        };
        let mut validation = jsonwebtoken::Validation::new(alg);
        validation.validate_aud = false;
        Some(
            jsonwebtoken::decode(token, &key, &validation)
                .unwrap()
                .claims,
        )
    }

    /// A verifier without a fault.
    pub fn accepts(&self, token: &[u8], declared: &Claims) -> bool {
        self.sound(token, declared).is_some()
    }

    fn sound(&self, token: &[u8], declared: &Claims) -> Option<()> {
        let text = std::str::from_utf8(token).ok()?;
        let parts: Vec<&str> = text.split('.').collect();
        let [header, payload, signature] = parts[..] else {
            return None;
        };
        let read = |part| URL_SAFE_NO_PAD.decode(part).ok();
        let object = |part| serde_json::from_slice::<Map<String, Value>>(&read(part)?).ok();
        let (header, claims, signature) = (object(header)?, object(payload)?, read(signature)?);
        let input = text.rsplit_once('.')?.0;
        let sound = header.get("alg")? == self.alg.name()
            && !header.contains_key("crit")
            && self.material.verifies(self.alg, input, &signature);
        let is = |claim: &str, right: &Option<String>| {
            claims.get(claim).and_then(Value::as_str) == right.as_deref()
        };
        let date = |claim: &str| claims.get(claim).and_then(Value::as_u64);
        let meant = is("iss", &declared.iss)
            && is("aud", &declared.aud)
            && is("type", &declared.kind)
            && date("exp")? + LEEWAY > now()
            && date("nbf").is_none_or(|start| start <= now() + LEEWAY);
        (sound && meant).then_some(())
    }
}

impl Material {
    pub fn of_jwk(jwk: &Value) -> Material {
        let member = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
        match jwk["kty"].as_str().unwrap() {
            "oct" => Material::Secret(member("k")),
            "RSA" => Material::Components(member("n"), member("e")),
            "EC" => Material::Public([vec![4], member("x"), member("y")].concat()),
            "OKP" => Material::Public(member("x")),
            other => panic!("{other}"),
        }
    }

    pub fn verifies(&self, alg: Algorithm, input: &str, signature: &[u8]) -> bool {
        use Algorithm::*;
        let input = input.as_bytes();
        let rsa = match alg {
            RS256 => &s::RSA_PKCS1_2048_8192_SHA256,
            RS384 => &s::RSA_PKCS1_2048_8192_SHA384,
            RS512 => &s::RSA_PKCS1_2048_8192_SHA512,
            PS256 => &s::RSA_PSS_2048_8192_SHA256,
            PS384 => &s::RSA_PSS_2048_8192_SHA384,
            _ => &s::RSA_PSS_2048_8192_SHA512,
        };
        match self {
            Material::Secret(secret) => {
                let hash = match alg {
                    HS256 => hmac::HMAC_SHA256,
                    HS384 => hmac::HMAC_SHA384,
                    _ => hmac::HMAC_SHA512,
                };
                hmac::verify(&hmac::Key::new(hash, secret), input, signature).is_ok()
            }
            Material::Components(n, e) => rsa::PublicKeyComponents { n, e }
                .verify(rsa, input, signature)
                .is_ok(),
            Material::Public(key) => {
                let verifier: &'static dyn s::VerificationAlgorithm = match alg {
                    ES256 => &s::ECDSA_P256_SHA256_FIXED,
                    ES384 => &s::ECDSA_P384_SHA384_FIXED,
                    ES512 => &s::ECDSA_P521_SHA512_FIXED,
                    EdDSA => &s::ED25519,
                    _ => rsa,
                };
                UnparsedPublicKey::new(verifier, key)
                    .verify(input, signature)
                    .is_ok()
            }
        }
    }
}
