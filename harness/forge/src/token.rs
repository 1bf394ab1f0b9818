//! Reads a JWT in compact serialisation (RFC 7515 7.1, RFC 7519 7.2), without judging it.

use std::fmt;

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use serde_json::{Map, Value};

use crate::dates;

/// Longest token that is read, in octets; anything longer is no token to us.
pub const MAX_TOKEN: usize = 64 * 1024;

/// Issuers exist that leave rubbish in the unused bits, and their tokens are accepted.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&URL_SAFE, NO_PAD.with_decode_allow_trailing_bits(true));

/// A token that was read. It is not verified, and its `Debug` shows nothing.
#[derive(Clone, PartialEq)]
pub struct Token {
    /// The JOSE header.
    pub header: Map<String, Value>,
    /// The claims.
    pub payload: Map<String, Value>,
    /// The decoded signature; empty when there is none.
    pub signature: Vec<u8>,
    raw: [String; 3],
}

impl Token {
    /// Reads a token: three segments of base64url without padding, of which the first two are
    /// JSON objects. Of a member written twice the last one counts. `None` for anything else, and
    /// for what is longer than [`MAX_TOKEN`].
    pub fn parse(token: &str) -> Option<Token> {
        if token.len() > MAX_TOKEN {
            return None;
        }
        let mut segments = token.split('.');
        let raw = [segments.next()?, segments.next()?, segments.next()?];
        if segments.next().is_some() {
            return None;
        }
        Some(Token {
            header: object(raw[0])?,
            payload: object(raw[1])?,
            signature: BASE64.decode(raw[2]).ok()?,
            raw: raw.map(str::to_owned),
        })
    }

    /// The algorithm that the header names (RFC 7515 4.1.1).
    pub fn algorithm(&self) -> Option<&str> {
        self.header.get("alg")?.as_str()
    }

    /// A claim.
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.payload.get(name)
    }

    /// `exp` in Unix seconds, rounded down (RFC 7519 4.1.4).
    pub fn expires_at(&self) -> Option<i64> {
        dates::read(&self.payload, "exp")
    }

    /// `iat` in Unix seconds, rounded down (RFC 7519 4.1.6).
    pub fn issued_at(&self) -> Option<i64> {
        dates::read(&self.payload, "iat")
    }

    /// `nbf` in Unix seconds, rounded down (RFC 7519 4.1.5).
    pub fn not_before(&self) -> Option<i64> {
        dates::read(&self.payload, "nbf")
    }

    /// The three segments as they arrived.
    pub(crate) fn segments(&self) -> [&str; 3] {
        [&self.raw[0], &self.raw[1], &self.raw[2]]
    }

    /// The signing input of a changed header and payload. A part that did not change keeps its
    /// very octets, because another order or another space would be a second change.
    pub(crate) fn input_with(
        &self,
        header: &Map<String, Value>,
        payload: &Map<String, Value>,
    ) -> String {
        let kept = |old: &Map<String, Value>, new: &Map<String, Value>, raw: &String| {
            if old == new {
                raw.clone()
            } else {
                written(new)
            }
        };
        format!(
            "{}.{}",
            kept(&self.header, header, &self.raw[0]),
            kept(&self.payload, payload, &self.raw[1])
        )
    }

    /// The signing input with one more member at the end of the header (segment 0) or the claims (1),
    /// which may already have one of this name; all other octets stay. `None` for other segments, and
    /// for an object without members.
    pub(crate) fn input_adding(&self, segment: usize, name: &str, value: &Value) -> Option<String> {
        let old = String::from_utf8(BASE64.decode(self.raw.get(segment)?).ok()?).ok()?;
        let (members, _) = old.rsplit_once('}')?;
        members.contains(':').then_some(())?;
        let new = encode(format!("{members},{}:{value}}}", Value::from(name)).as_bytes());
        match segment {
            0 => Some(format!("{new}.{}", self.raw[1])),
            1 => Some(format!("{}.{new}", self.raw[0])),
            _ => None,
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[token]")
    }
}

/// Octets in base64url without padding (RFC 7515 2).
pub(crate) fn encode(octets: &[u8]) -> String {
    BASE64.encode(octets)
}

fn written(object: &Map<String, Value>) -> String {
    encode(Value::Object(object.clone()).to_string().as_bytes())
}

fn object(segment: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&BASE64.decode(segment).ok()?).ok()
}
