//! The form of a token: three decodable segments, the first two of them JSON objects (RFC 7515 7.1).

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::policy::{Repeated, TokenPolicy};

/// A token that was read and not yet verified.
pub(crate) struct Parts<'a> {
    pub(crate) signed: &'a [u8],
    pub(crate) header: Map<String, Value>,
    pub(crate) claims: Map<String, Value>,
    pub(crate) signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    pub(crate) fn read(token: &'a [u8], policy: &TokenPolicy) -> Option<Parts<'a>> {
        let mut segments = token.split(|byte| *byte == b'.');
        let (header, claims) = (segments.next()?, segments.next()?);
        let signature = URL_SAFE_NO_PAD.decode(segments.next()?).ok()?;
        if segments.next().is_some() {
            return None;
        }
        let signed = token.get(..header.len() + 1 + claims.len())?;
        Some(Parts {
            signed,
            header: object(header, policy.repeated_header)?,
            claims: object(claims, policy.repeated_claim)?,
            signature,
        })
    }
}

fn object(segment: &[u8], repeated: Repeated) -> Option<Map<String, Value>> {
    let json = URL_SAFE_NO_PAD.decode(segment).ok()?;
    match repeated {
        Repeated::LastCounts => serde_json::from_slice(&json).ok(),
        Repeated::FirstCounts => serde_json::from_slice(&json).ok().map(|First(map)| map),
    }
}

/// An object in which the first of several members of one name counts.
struct First(Map<String, Value>);

impl<'de> Deserialize<'de> for First {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Firsts)
    }
}

struct Firsts;

impl<'de> Visitor<'de> for Firsts {
    type Value = First;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<First, A::Error> {
        let mut map = Map::new();
        while let Some((name, value)) = members.next_entry::<String, Value>()? {
            map.entry(name).or_insert(value);
        }
        Ok(First(map))
    }
}
