//! Issues the tokens of a system: JWS compact serialisation (RFC 7515 7.1) with HS256.

use std::{
    fmt,
    time::{SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::{error::Unspecified, hmac};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use crate::{System, random, users::User};

/// Lifetime of an access token in seconds.
pub(crate) const LIFETIME: u64 = 3600;

/// Signs and verifies the tokens of one system.
pub(crate) struct Tokens {
    secret: Vec<u8>,
    pub(crate) system: System,
}

impl Tokens {
    pub(crate) fn new(system: System, secret: &str) -> Tokens {
        Tokens {
            secret: secret.into(),
            system,
        }
    }

    /// The key as it is used with this hash.
    pub(crate) fn key(&self, algorithm: hmac::Algorithm) -> hmac::Key {
        hmac::Key::new(algorithm, &self.secret)
    }

    /// A fresh access token of the user.
    pub(crate) fn issue(&self, user: User) -> Result<String, Unspecified> {
        let now = now().as_secs();
        let header = json!({"alg": "HS256", "typ": "JWT"});
        let claims = json!({
            "sub": user.name(),
            "type": "access",
            "iss": self.system.name(),
            "aud": self.system.audience(),
            "iat": now,
            "nbf": now,
            "exp": now + LIFETIME,
            "jti": random::uuid()?,
        });
        let [header, claims] =
            [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let signed = format!("{header}.{claims}");
        let signature = hmac::sign(&self.key(hmac::HMAC_SHA256), signed.as_bytes());
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// Time since 1970, as RFC 7519 counts it.
pub(crate) fn now() -> std::time::Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("system", &self.system)
            .finish_non_exhaustive()
    }
}
