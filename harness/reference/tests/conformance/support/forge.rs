//! Makes tokens, valid and broken, by code of its own.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use gateproof_reference::System;
use serde_json::{Map, Value, json};

#[derive(Clone)]
pub struct Forge {
    pub key: Key,
    pub system: System,
    /// Claims of alice's session, where there is one.
    pub session: Value,
}

/// A key that signs.
#[derive(Clone)]
pub enum Key {
    Shared(String),
    Rsa(Arc<KeyPair>),
}

impl Key {
    /// A private key in PEM.
    pub fn from_pem(pem: &str) -> Key {
        let lines = pem.lines().filter(|line| !line.starts_with('-'));
        let der = STANDARD.decode(lines.collect::<String>()).unwrap();
        Key::Rsa(Arc::new(KeyPair::from_pkcs8(&der).unwrap()))
    }

    /// A key of the same kind that nobody knows.
    pub fn stranger(&self) -> Key {
        match self {
            Key::Shared(_) => Key::Shared("a stranger's".into()),
            Key::Rsa(_) => Key::Rsa(Arc::new(KeyPair::generate(KeySize::Rsa2048).unwrap())),
        }
    }

    /// The key in JSON, as far as it verifies.
    pub fn jwk(&self) -> Value {
        match self {
            Key::Shared(secret) => json!({"kty": "oct", "k": encode(secret.as_bytes())}),
            Key::Rsa(pair) => {
                let public = pair.public_key();
                let modulus = public.modulus().big_endian_without_leading_zero();
                let exponent = public.exponent().big_endian_without_leading_zero();
                json!({"kty": "RSA", "n": encode(modulus), "e": encode(exponent)})
            }
        }
    }

    fn sign(&self, signed: &str, longer: bool) -> String {
        let signature = match self {
            Key::Shared(secret) => {
                let hash = [hmac::HMAC_SHA256, hmac::HMAC_SHA384][usize::from(longer)];
                let key = hmac::Key::new(hash, secret.as_bytes());
                hmac::sign(&key, signed.as_bytes()).as_ref().to_vec()
            }
            Key::Rsa(pair) => {
                let encoding = [&RSA_PKCS1_SHA256, &RSA_PKCS1_SHA384][usize::from(longer)];
                let mut signature = vec![0; pair.public_modulus_len()];
                let random = SystemRandom::new();
                let signing = pair.sign(encoding, &random, signed.as_bytes(), &mut signature);
                signing.unwrap();
                signature
            }
        };
        format!("{signed}.{}", encode(&signature))
    }
}

impl Forge {
    /// The algorithm of the system, and another of its family.
    pub fn algorithms(&self) -> [&'static str; 2] {
        match self.key {
            Key::Shared(_) => ["HS256", "HS384"],
            Key::Rsa(_) => ["RS256", "RS384"],
        }
    }

    pub fn header(&self) -> Value {
        let [algorithm, _] = self.algorithms();
        match self.key {
            Key::Shared(_) => json!({"alg": algorithm, "typ": "JWT"}),
            Key::Rsa(_) => json!({"alg": algorithm, "kid": "quiz-3", "typ": "JWT"}),
        }
    }

    /// The claims of a valid token of alice.
    pub fn claims(&self) -> Value {
        let audience = match self.system {
            System::Sessions => "sessions-api",
            System::Assistant => "assistant-bot",
            System::Workspace => "workspace-api",
            System::Quiz => "quiz-api",
            System::Documents => "documents-api",
        };
        let mut claims = json!({
            "sub": "alice", "type": "access", "iss": self.system.to_string(), "aud": audience,
            "iat": now(), "nbf": now(), "exp": now() + 3600, "jti": "1",
        });
        for (claim, value) in self.session.as_object().unwrap() {
            if matches!(claim.as_str(), "sub" | "sid" | "role") {
                claims[claim] = value.clone();
            }
        }
        claims
    }

    pub fn valid(&self) -> String {
        self.sign(&self.header(), &self.claims())
    }

    /// The same claims under another key.
    pub fn with_key(&self, key: Key) -> Forge {
        Forge {
            key,
            ..self.clone()
        }
    }

    /// The same claims under a shared secret.
    pub fn with_secret(&self, secret: &str) -> Forge {
        self.with_key(Key::Shared(secret.to_owned()))
    }

    /// The same claims under the key of a stranger.
    pub fn stranger(&self) -> Forge {
        self.with_key(self.key.stranger())
    }

    /// Signed with the right key by another algorithm.
    pub fn signed_longer(&self) -> String {
        let mut header = self.header();
        header["alg"] = self.algorithms()[1].into();
        let signed = unsigned(&header, &self.claims());
        self.key.sign(&signed, true)
    }

    /// A valid token but for one claim, which is removed by `null`.
    pub fn claiming(&self, claim: &str, value: Value) -> String {
        let mut claims = self.claims();
        change(&mut claims, claim, value);
        self.sign(&self.header(), &claims)
    }

    /// A valid token but for one header parameter.
    pub fn heading(&self, parameter: &str, value: Value) -> String {
        let mut header = self.header();
        change(&mut header, parameter, value);
        self.sign(&header, &self.claims())
    }

    /// A valid token but for its algorithm and its signature segment.
    pub fn signed_as(&self, algorithm: &str, signature: &str) -> String {
        let mut header = self.header();
        header["alg"] = algorithm.into();
        format!("{}.{signature}", unsigned(&header, &self.claims()))
    }

    /// A valid token but for its signature segment.
    pub fn signed_with(&self, signature: &str) -> String {
        self.signed_as(self.algorithms()[0], signature)
    }

    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_raw(&unsigned(header, claims))
    }

    /// Appends the right signature to any text.
    pub fn sign_raw(&self, signed: &str) -> String {
        self.key.sign(signed, false)
    }
}

pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

fn unsigned(header: &Value, claims: &Value) -> String {
    [header, claims]
        .map(|part| encode(part.to_string().as_bytes()))
        .join(".")
}

fn change(object: &mut Value, key: &str, value: Value) {
    let object: &mut Map<String, Value> = object.as_object_mut().unwrap();
    match value {
        Value::Null => object.remove(key),
        value => object.insert(key.to_owned(), value),
    };
}
