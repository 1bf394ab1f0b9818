//! Forgeries without the target's key, octet by octet.

use std::time::Duration;

use crate::common::{KID, SECRET, claims, issue, json_of};
use gateproof_forge::{Context, Token, forge};
use model::forgery::KNOWN_SECRETS;
use serde_json::{Value, json};

const NOW: u64 = 1_800_000_000;
const BARE: Context = Context {
    key: None,
    keys: None,
    claims: None,
    leeway: Duration::ZERO,
    now: NOW,
};

fn token() -> String {
    issue(&claims(NOW), SECRET)
}

fn make(name: &str) -> Vec<u8> {
    forge(name, &token(), &BARE).unwrap()
}

fn text(name: &str) -> String {
    String::from_utf8(make(name)).unwrap()
}

/// The claims of the captured token with one of them changed.
fn but(claim: &str, value: impl Into<Value>) -> Value {
    let mut claims = claims(NOW);
    claims[claim] = value.into();
    claims
}

#[test]
fn unsecured_tokens_keep_the_payload_octets_and_have_no_signature() {
    let token = token();
    let payload = token.split('.').nth(1).unwrap();
    for (name, alg) in [
        ("alg-none", "none"),
        ("alg-none-mixed-case", "nOnE"),
        ("alg-none-upper-case", "NONE"),
        ("alg-none-capitalised", "None"),
        ("alg-none-spaced", "none "),
    ] {
        let header = json!({"typ": "JWT", "alg": alg, "kid": KID});
        assert_eq!(json_of(&make(name), 0), header);
        assert!(text(name).ends_with(&format!(".{payload}.")), "{name}");
    }
    let header = json!({"typ": "JWT", "kid": KID});
    assert_eq!(json_of(&make("alg-missing"), 0), header);
    assert!(text("alg-missing").ends_with(&format!(".{payload}.")));
    let (_, rest) = token.split_once('.').unwrap();
    assert!(text("alg-none-signed").ends_with(&format!(".{rest}")));
    assert_eq!(json_of(&make("alg-none-signed"), 0)["alg"], "none");
    let unsigned = &token[..=token.rfind('.').unwrap()];
    assert_eq!(text("signature-stripped"), unsigned);
}

#[test]
fn a_flip_changes_one_bit_of_the_decoded_signature() {
    let old = Token::parse(&token()).unwrap();
    for (forgery, place) in [("signature-flipped", 31), ("signature-first-octet", 0)] {
        let new = Token::parse(&text(forgery)).unwrap();
        let differing = old.signature.iter().zip(&new.signature);
        let bits: Vec<u32> = differing.map(|(a, b)| (a ^ b).count_ones()).collect();
        assert_eq!((bits.iter().sum::<u32>(), bits[place]), (1, 1), "{forgery}");
        assert_eq!((new.signature.len(), &new.payload), (32, &old.payload));
    }
}

#[test]
fn a_tampered_payload_keeps_header_signature_and_the_shape_of_the_subject() {
    let (old, new) = (token(), text("payload-tampered"));
    let parts = |token: &str| token.split('.').map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        (&parts(&old)[0], &parts(&old)[2]),
        (&parts(&new)[0], &parts(&new)[2])
    );
    assert_eq!(json_of(new.as_bytes(), 1), but("sub", "6f1c2a91"));

    let tampered = |claims: Value| {
        let made = forge("payload-tampered", &issue(&claims, SECRET), &BARE).unwrap();
        json_of(&made, 1)
    };
    for (sub, other) in [
        (json!("u-7"), json!("u-0")),
        (json!("anna"), json!("annb")),
        (json!("BERT"), json!("BERA")),
        (json!("a@b.é"), json!("a@b.é0")),
        (json!(""), json!("0")),
        (json!(7), json!(6)),
        (json!(-1), json!(0)),
        (json!(null), json!("0")),
    ] {
        assert_eq!(tampered(json!({ "sub": sub })), json!({ "sub": other }));
    }
    assert_eq!(tampered(json!({})), json!({"gateproof": true}));
    assert_eq!(
        tampered(json!({"gateproof": true})),
        json!({"gateproof": false})
    );
}

#[test]
fn known_secrets_sign_the_same_header_and_payload() {
    for (name, secret, _) in KNOWN_SECRETS {
        assert_eq!(text(name), issue(&claims(NOW), secret), "{name}");
    }
    // The target's own secret is a known one: the forgery is the token, and is accepted.
    let weak = issue(&claims(NOW), "changeme");
    assert_eq!(
        forge("known-secret/changeme", &weak, &BARE),
        Ok(weak.into_bytes())
    );
}

#[test]
fn a_token_of_another_algorithm_is_signed_with_what_the_forgery_says() {
    let none = String::from_utf8(make("alg-none")).unwrap();
    let made = forge("known-secret/secret", &none, &BARE).unwrap();
    assert_eq!(json_of(&made, 0)["alg"], "HS256");
    assert_eq!(json_of(&made, 1), claims(NOW));
    // {"alg":"HS512"} . {}
    let longer = "eyJhbGciOiJIUzUxMiJ9.e30.AQID";
    for name in ["known-secret/secret", "kid-traversal", "kid-injection"] {
        let made = forge(name, longer, &BARE).unwrap();
        assert_eq!(json_of(&made, 0)["alg"], "HS512", "{name}");
        let made = Token::parse(std::str::from_utf8(&made).unwrap()).unwrap();
        assert_eq!(made.signature.len(), 64, "{name}");
    }
}

#[test]
fn what_does_not_change_keeps_its_very_octets() {
    // {"alg": "HS256"} . {"sub": "a",  "x": 1} with spaces, as some issuers write it
    let (header, payload) = ("eyJhbGciOiAiSFMyNTYifQ", "eyJzdWIiOiAiYSIsICAieCI6IDF9");
    let token = format!("{header}.{payload}.AQID");
    let made = |name: &str| String::from_utf8(forge(name, &token, &BARE).unwrap()).unwrap();
    assert!(made("known-secret/secret").starts_with(&format!("{header}.{payload}.")));
    assert!(made("alg-none").ends_with(&format!(".{payload}.")));
    assert!(made("payload-tampered").starts_with(&format!("{header}.")));
    assert_ne!(made("payload-tampered").split('.').nth(1), Some(payload));
}
