//! The malformed tokens, octet by octet.

use std::time::Duration;

use crate::common::json_of;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gateproof_forge::{Context, forge};
use serde_json::json;

// {"alg":"HS256"} . {"sub":"a"} . three octets
const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.AQID";

fn make(name: &str, token: &str) -> Vec<u8> {
    let context = Context {
        key: None,
        keys: None,
        claims: None,
        leeway: Duration::ZERO,
        now: 0,
    };
    forge(&format!("malformed/{name}"), token, &context).unwrap()
}

fn text(name: &str, token: &str) -> String {
    String::from_utf8(make(name, token)).unwrap()
}

#[test]
fn a_jwt_is_broken_in_one_place() {
    assert_eq!(text("empty", JWT), "");
    assert_eq!(text("one-segment", JWT), "eyJhbGciOiJIUzI1NiJ9");
    assert_eq!(
        text("two-segments", JWT),
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0"
    );
    assert_eq!(
        text("five-segments", JWT),
        format!("{JWT}.eyJzdWIiOiJhIn0.AQID")
    );
    assert_eq!(
        text("bad-base64", JWT),
        "eyJhbGciOi!JIUzI1NiJ9.eyJzdWI*iOiJhIn0.AQID"
    );
    assert_eq!(text("four-segments", JWT), format!("{JWT}.AQID"));
    assert_eq!(text("empty-segments", JWT), "..");
    assert_eq!(
        text("non-ascii", JWT),
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIé中𝒂iOiJhIn0.AQID"
    );
}

#[test]
fn json_is_broken_where_it_is_said() {
    let bad = text("bad-json", JWT);
    let header = URL_SAFE_NO_PAD
        .decode(bad.split('.').next().unwrap())
        .unwrap();
    assert!(serde_json::from_slice::<serde_json::Value>(&header).is_err());
    assert!(bad.ends_with(".eyJzdWIiOiJhIn0.AQID"));
    let header = |name: &str| {
        let made = text(name, JWT);
        assert!(made.ends_with(".eyJzdWIiOiJhIn0.AQID"), "{name}");
        let header = made.split('.').next().unwrap().to_owned();
        String::from_utf8(URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap()
    };
    let control = header("control-bytes");
    let odd: Vec<u32> = control
        .chars()
        .filter(|letter| letter.is_control())
        .map(u32::from)
        .collect();
    assert_eq!(odd, [0, 1, 2, 3, 4, 5, 6, 7, 8, 127]);
    assert_eq!(header("deep-json").matches('[').count(), 2000);
    assert!(text("deep-json", JWT).len() < 6000);
    let listed: serde_json::Value = serde_json::from_str(&header("alg-not-text")).unwrap();
    assert_eq!(listed["alg"], json!(["HS256"]));
    let claims = |name: &str| {
        let made = text(name, JWT);
        let claims = made.split('.').nth(1).unwrap().to_owned();
        URL_SAFE_NO_PAD.decode(claims).unwrap()
    };
    assert_eq!(claims("json-null"), b"null");
    assert!(String::from_utf8(claims("bad-utf8")).is_err());
    let array = make("json-array", JWT);
    assert_eq!(json_of(&array, 0), json!({"alg": "HS256"}));
    assert_eq!(json_of(&array, 1), json!([]));
}

#[test]
fn the_long_one_is_a_token_of_65_536_octets() {
    for token in [JWT, "opaque"] {
        let made = make("64KiB", token);
        assert_eq!(made.len(), 65_536);
        let subject = json_of(&made, 1)["sub"].as_str().unwrap().len();
        assert!(subject > 48_000, "{subject}");
        assert_eq!(made.iter().filter(|octet| **octet == b'.').count(), 2);
    }
}

#[test]
fn an_opaque_token_is_broken_in_its_middle() {
    assert_eq!(text("bad-base64", "0123"), "01!*23");
    assert_eq!(text("non-ascii", "0é3"), "0é中𝒂é3");
    assert_eq!(text("two-segments", "0123").split('.').count(), 2);
    assert_eq!(text("five-segments", "0123").split('.').count(), 5);
}
