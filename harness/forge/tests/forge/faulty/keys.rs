//! The key that a verifier uses, and the ones that a fault lets the token choose.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use gateproof_forge::Token;
use serde_json::Value;

use super::Fault::{self, *};
use crate::common::{KID, RETIRED_KID, RETIRED_SECRET, URL};

/// Whether the header names a key that there is, or one that a fault knows of.
pub fn is_known(token: &Token, fault: Fault) -> bool {
    match (token.header.get("kid").and_then(Value::as_str), fault) {
        (_, FollowsKidPath | PutsKidIntoSql | FollowsJku) => true,
        (Some(RETIRED_KID), KnowsRetiredKey) => true,
        (None, KidIsOptional) => true,
        (kid, _) => kid == Some(KID),
    }
}

/// Whether the key in our certificate verifies this.
pub fn certified(text: &str) -> bool {
    // A public key of RSA (RFC 8017 A.1) of 270 octets, after its identifier and two lengths.
    const BEFORE: [u8; 19] = [
        0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00, 0x03, 0x82,
        0x01, 0x0f, 0x00, 0x30,
    ];
    let pem = gateproof_forge::certificate().unwrap();
    let base64: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let der = STANDARD.decode(base64).unwrap();
    let at = der.windows(BEFORE.len()).position(|it| it == BEFORE);
    let key = at.unwrap() + BEFORE.len() - 1;
    let (input, signature) = text.rsplit_once('.').unwrap();
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &der[key..key + 270])
        .verify(
            input.as_bytes(),
            &URL_SAFE_NO_PAD.decode(signature).unwrap(),
        )
        .is_ok()
}

/// The key of ours that stands at the URL under this name.
fn fetched(kid: &str) -> Option<String> {
    let all: Value = serde_json::from_str(&gateproof_forge::jwks()).unwrap();
    let all = all["keys"].as_array().unwrap();
    let key = all.iter().find(|key| key["kid"] == kid)?;
    let octets = URL_SAFE_NO_PAD.decode(key["k"].as_str()?);
    Some(String::from_utf8(octets.unwrap()).unwrap())
}

/// The key that a faulty verifier lets the token choose.
pub fn found(token: &Token, fault: Fault) -> Option<String> {
    let kid = || token.header.get("kid")?.as_str();
    match fault {
        FallsBackTo(secret) => Some(secret.to_owned()),
        KnowsRetiredKey => (kid()? == RETIRED_KID).then(|| RETIRED_SECRET.to_owned()),
        FollowsJku => {
            let led = token.header.get("jku")? == URL;
            fetched(kid()?).filter(|_| led)
        }
        TrustsHeaderKey => {
            let octets = URL_SAFE_NO_PAD.decode(token.header.get("jwk")?["k"].as_str()?);
            Some(String::from_utf8(octets.ok()?).unwrap())
        }
        FollowsKidPath => kid()?.ends_with("/../dev/null").then(String::new),
        PutsKidIntoSql => {
            let (_, rest) = kid()?.split_once("' UNION SELECT '")?;
            Some(rest.split_once("'-- ")?.0.to_owned())
        }
        _ => None,
    }
}
