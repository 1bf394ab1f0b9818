//! Minted tokens, claim by claim; and what a token shows of itself.
#![allow(clippy::unwrap_used, clippy::panic)] // Test helpers.

mod common;

use std::time::Duration;

use common::{SECRET, claims, issue, json_of, key};
use gateproof_forge::{Context, ForgeError, Key, MAX_TOKEN, Token, mint};
use model::credential::Mint;
use serde_json::{Value, json};

const NOW: u64 = 1_800_000_000;

fn context(key: Option<&Key>) -> Context<'_> {
    Context {
        key,
        claims: None,
        leeway: Duration::ZERO,
        now: NOW + 1000,
    }
}

fn minted(claims: &Value, set: &[(&str, Value)], drop: &[&str]) -> Value {
    let change = Mint {
        set: set
            .iter()
            .map(|(claim, value)| (claim.to_string(), value.clone()))
            .collect(),
        drop: drop.iter().map(|claim| claim.to_string()).collect(),
    };
    let key = key(SECRET);
    let made = mint(&issue(claims, SECRET), &change, &context(Some(&key))).unwrap();
    json_of(made.as_bytes(), 1)
}

#[test]
fn a_fresh_life_is_as_long_as_the_old_one() {
    let mut expected = claims(NOW);
    expected["iat"] = json!(NOW + 1000);
    expected["exp"] = json!(NOW + 1900);
    assert_eq!(minted(&claims(NOW), &[], &[]), expected);
    // Valid later than issued: nobody waits.
    let late = json!({"iat": NOW, "nbf": NOW + 5, "exp": NOW + 60});
    let fresh = json!({"iat": NOW + 1000, "nbf": NOW + 1000, "exp": NOW + 1060});
    assert_eq!(minted(&late, &[], &[]), fresh);
    // Who only says from when it is valid, says it then.
    let valid = json!({"nbf": NOW, "exp": NOW + 60});
    let fresh = json!({"nbf": NOW + 1000, "exp": NOW + 1060});
    assert_eq!(minted(&valid, &[], &[]), fresh);
    // Without a beginning the lifetime is unknown.
    assert_eq!(minted(&json!({"exp": NOW}), &[], &[]), json!({"exp": NOW}));
}

#[test]
fn what_is_set_is_set_and_what_is_dropped_is_gone() {
    let old = json!({"sub": "a", "role": "user", "iat": NOW, "exp": NOW + 60});
    let set = [
        ("exp", json!(7)),
        ("role", json!("admin")),
        ("new", json!([1])),
    ];
    assert_eq!(
        minted(&old, &set, &["sub", "new"]),
        json!({"role": "admin", "iat": NOW + 1000, "exp": 7})
    );
}

#[test]
fn the_order_of_claims_stays() {
    let key = key(SECRET);
    let old = issue(&json!({"z": 1, "a": 2, "m": 3}), SECRET);
    let change = Mint {
        drop: vec!["a".to_owned()],
        ..Mint::default()
    };
    let made = mint(&old, &change, &context(Some(&key))).unwrap();
    assert_eq!(json_of(made.as_bytes(), 1).to_string(), r#"{"z":1,"m":3}"#);
}

#[test]
fn a_key_and_a_jwt_are_needed() {
    let key = key(SECRET);
    let token = issue(&claims(NOW), SECRET);
    let keyless = mint(&token, &Mint::default(), &context(None));
    assert_eq!(keyless, Err(ForgeError::NeedsKey("mint")));
    let opaque = mint("0123", &Mint::default(), &context(Some(&key)));
    assert_eq!(opaque, Err(ForgeError::NotAJwt));
}

#[test]
fn three_segments_are_read_and_nothing_else() {
    // Unused bits of the last character are as the issuer left them.
    assert_eq!(Token::parse("e30.e30.AR").unwrap().signature, [1]);
    assert!(Token::parse("e30.e30.").unwrap().signature.is_empty());
    for text in [
        "",
        ".",
        "..",
        "e30.e30",
        "e30.e30..",
        "e30.e30.A",
        "e30.e30.AA==",
        "W10.e30.",
        "e30.W10.",
        "e3.e30.",
        "e30.e30.é",
    ] {
        assert!(Token::parse(text).is_none(), "{text}");
    }
    let longest = format!("e30.e30.{}", "A".repeat(MAX_TOKEN - 8));
    assert!(Token::parse(&longest).is_some());
    assert!(Token::parse(&format!("{longest}AAAA")).is_none());
}

#[test]
fn nothing_secret_prints() {
    let key = key(SECRET);
    let token = issue(&claims(NOW), SECRET);
    let shown = format!(
        "{:?} {:?} {:?}",
        key,
        context(Some(&key)),
        Token::parse(&token)
    );
    assert!(
        !shown.contains(SECRET) && !shown.contains("6f1c2a90"),
        "{shown}"
    );
}

#[test]
fn hostile_dates_stop_at_the_ends() {
    let claims = json!({"iat": -1e300, "nbf": i64::MIN, "exp": u64::MAX});
    let made = minted(&claims, &[], &[]);
    assert_eq!(made["exp"], json!(i64::MAX));
}
