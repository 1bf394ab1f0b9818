//! Issues the tokens of a system: JWS compact serialisation (RFC 7515 7.1).

use std::{fmt, time::Duration};

use aws_lc_rs::error::Unspecified;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::{
    System,
    account::{Role, User},
    clock::Clock,
    keys::Hash,
    random,
    ring::Ring,
};

/// Signs and verifies the tokens of one system.
pub(crate) struct Tokens {
    pub(crate) ring: Ring,
    pub(crate) system: System,
    pub(crate) clock: Clock,
}

/// What a token is for, and for how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grant<'a> {
    pub(crate) kind: Kind,
    pub(crate) lifetime: Duration,
    /// The session that it belongs to, and the role of its user.
    pub(crate) session: Option<(&'a str, Role)>,
    /// The address of its user, where a change of it ends the token.
    pub(crate) email: Option<&'a str>,
}

/// The kinds of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Access,
    Refresh,
    /// Opens a socket.
    Ticket,
}

impl Kind {
    /// The claim `type`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Kind::Access => "access",
            Kind::Refresh => "refresh",
            Kind::Ticket => "ws",
        }
    }
}

impl Tokens {
    pub(crate) fn new(system: System, ring: Ring, clock: Clock) -> Tokens {
        Tokens {
            ring,
            system,
            clock,
        }
    }

    /// A fresh token of the user.
    pub(crate) fn issue(&self, user: &User, grant: Grant<'_>) -> Result<String, Unspecified> {
        let now = self.clock.now().as_secs();
        let (key, kid) = self.ring.signer();
        let mut header = json!({"alg": format!("{}256", key.family()), "typ": "JWT"});
        if let Some(kid) = kid {
            header["kid"] = kid.into();
        }
        let mut claims = json!({
            "sub": user,
            "type": grant.kind.name(),
            "iss": self.system.shape().name,
            "aud": self.system.shape().audience,
            "iat": now,
            "nbf": now,
            "exp": now + grant.lifetime.as_secs(),
            "jti": random::uuid()?,
        });
        if let (Value::Object(claims), Some((session, role))) = (&mut claims, grant.session) {
            claims.insert("sid".to_owned(), session.into());
            claims.insert("role".to_owned(), role.name().into());
        }
        if let Some(email) = grant.email {
            claims["email"] = email.into();
        }
        let [header, claims] =
            [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let signed = format!("{header}.{claims}");
        let signature = key.sign(Hash::Sha256, signed.as_bytes())?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("system", &self.system)
            .finish_non_exhaustive()
    }
}
