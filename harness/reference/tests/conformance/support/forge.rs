//! Makes tokens, valid and broken, by code of its own.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use gateproof_reference::System;
use serde_json::{Map, Value, json};

pub struct Forge {
    pub secret: String,
    pub system: System,
    /// Claims of alice's session, where there is one.
    pub session: Value,
}

impl Forge {
    /// The claims of a valid token of alice.
    pub fn claims(&self) -> Value {
        let audience = match self.system {
            System::Sessions => "sessions-api",
            System::Assistant => "assistant-bot",
            System::Workspace => "workspace-api",
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
        self.sign(&header(), &self.claims())
    }

    /// The same claims under another secret.
    pub fn with_secret(&self, secret: &str) -> Forge {
        Forge {
            secret: secret.to_owned(),
            system: self.system,
            session: self.session.clone(),
        }
    }

    /// Signed with the right secret by another algorithm.
    pub fn signed_hs384(&self) -> String {
        let signed = unsigned(&json!({"alg": "HS384", "typ": "JWT"}), &self.claims());
        let key = hmac::Key::new(hmac::HMAC_SHA384, self.secret.as_bytes());
        format!(
            "{signed}.{}",
            encode(hmac::sign(&key, signed.as_bytes()).as_ref())
        )
    }

    /// A valid token but for one claim, which is removed by `null`.
    pub fn claiming(&self, claim: &str, value: Value) -> String {
        let mut claims = self.claims();
        change(&mut claims, claim, value);
        self.sign(&header(), &claims)
    }

    /// A valid token but for one header parameter.
    pub fn heading(&self, parameter: &str, value: Value) -> String {
        let mut header = header();
        change(&mut header, parameter, value);
        self.sign(&header, &self.claims())
    }

    /// A valid token but for its signature segment.
    pub fn signed_as(&self, algorithm: &str, signature: &str) -> String {
        let signed = unsigned(&json!({"alg": algorithm, "typ": "JWT"}), &self.claims());
        format!("{signed}.{signature}")
    }

    pub fn sign(&self, header: &Value, claims: &Value) -> String {
        self.sign_raw(&unsigned(header, claims))
    }

    /// Appends the right signature to any text.
    pub fn sign_raw(&self, signed: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.secret.as_bytes());
        let signature = hmac::sign(&key, signed.as_bytes());
        format!("{signed}.{}", encode(signature.as_ref()))
    }
}

pub fn header() -> Value {
    json!({"alg": "HS256", "typ": "JWT"})
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
