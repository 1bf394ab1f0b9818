//! A fixed target: its key, its claims, a token that it issued, and a verifier without a fault.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gateproof_forge::{Context, ForgeError, Key, Parts, Token, leading};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode};
use model::contract::Claims;
use model::secret::Secret;
use serde_json::{Map, Value, json};

pub const SECRET: &str = "a key that nobody guesses";
pub const KID: &str = "2026-a";
pub const RETIRED_SECRET: &str = "a key that nobody uses any more";
pub const RETIRED_KID: &str = "2025-z";
/// Where our keys stand.
pub const URL: &str = "http://127.0.0.1:1/keys";
pub const LEEWAY: u64 = 30;

/// jsonwebtoken reads the real clock.
pub fn now() -> u64 {
    jsonwebtoken::get_current_timestamp()
}

pub fn key(secret: &str) -> Key {
    shared(secret, None)
}

fn shared(secret: &str, kid: Option<&str>) -> Key {
    let secret = Secret::new(secret);
    let parts = Parts {
        secret: Some(&secret),
        kid,
        ..Parts::default()
    };
    Key::new(model::key::Algorithm::HS256, parts).unwrap()
}

/// The keys of the target by name: one is retired.
pub fn keys() -> &'static HashMap<String, Key> {
    static KEYS: OnceLock<HashMap<String, Key>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let retired = shared(RETIRED_SECRET, Some(RETIRED_KID));
        HashMap::from([("retired".to_owned(), retired)])
    })
}

/// A forgery, wherever it leads.
pub fn made(name: &str, token: &str, context: &Context) -> Result<Vec<u8>, ForgeError> {
    leading(name, URL, token, context)
}

pub fn declared() -> Claims {
    Claims {
        iss: Some("https://id.example.test".to_owned()),
        aud: Some("portal".to_owned()),
        kind: Some("access".to_owned()),
        typ: None,
    }
}

pub fn claims(now: u64) -> Value {
    json!({
        "iss": "https://id.example.test", "sub": "6f1c2a90", "aud": "portal", "type": "access",
        "iat": now - 10, "exp": now + 890
    })
}

pub fn issue(claims: &Value, secret: &str) -> String {
    let key = EncodingKey::from_secret(secret.as_bytes());
    let header = Header {
        kid: Some(KID.to_owned()),
        ..Header::new(Algorithm::HS256)
    };
    jsonwebtoken::encode(&header, claims, &key).unwrap()
}

pub fn context<'a>(key: &'a Key, claims: &'a Claims, now: u64) -> Context<'a> {
    Context {
        key: Some(key),
        keys: Some(keys()),
        claims: Some(claims),
        leeway: Duration::from_secs(LEEWAY),
        now,
    }
}

/// Forgeries that a correct verifier may well accept: one with a single key need not look at `kid`.
pub const LEFT_OPEN: &[&str] = &[
    "control/re-minted",
    "kid-unknown",
    "no-kid",
    "wrong-typ",
    "issued-in-future",
];

/// A segment of a token as the JSON it holds.
pub fn json_of(token: &[u8], segment: usize) -> Value {
    let text = std::str::from_utf8(token).unwrap();
    let octets = URL_SAFE_NO_PAD.decode(text.split('.').nth(segment).unwrap());
    serde_json::from_slice(&octets.unwrap()).unwrap()
}

/// What a correct service demands of a token.
pub struct Verifier<'a> {
    pub secret: &'a str,
    pub claims: &'a Claims,
    pub leeway: u64,
}

impl Verifier<'_> {
    pub fn accepts(&self, token: &[u8]) -> bool {
        let Ok(text) = std::str::from_utf8(token) else {
            return false;
        };
        let key = DecodingKey::from_secret(self.secret.as_bytes());
        let Ok(data) = decode::<Map<String, Value>>(text, &key, &self.validation()) else {
            return false;
        };
        let understood = Token::parse(text).is_some_and(|it| !it.header.contains_key("crit"));
        // The library takes a list that holds the right issuer.
        let issued = data.claims.get("iss").is_some_and(Value::is_string);
        understood
            && issued
            && data.claims.get("type").and_then(Value::as_str) == self.claims.kind.as_deref()
    }

    fn validation(&self) -> Validation {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = self.leeway;
        validation.validate_nbf = true;
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[self.claims.iss.as_ref().unwrap()]);
        validation.set_audience(&[self.claims.aud.as_ref().unwrap()]);
        validation
    }
}
