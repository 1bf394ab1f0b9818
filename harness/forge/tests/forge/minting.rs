//! Minted tokens, claim by claim; and what a token shows of itself.

use std::collections::HashMap;
use std::time::Duration;

use crate::common::{RETIRED_KID, RETIRED_SECRET, SECRET, claims, issue, json_of, key, keys};
use gateproof_forge::{Context, ForgeError, Key, MAX_TOKEN, Token, mint};
use model::minting::Mint;
use serde_json::{Value, json};

const NOW: u64 = 1_800_000_000;

fn context(key: Option<&Key>) -> Context<'_> {
    Context {
        key,
        keys: Some(keys()),
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
        ..Mint::default()
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
fn members_of_the_header_are_set_and_dropped_there() {
    let change = Mint {
        set: [
            ("typ", json!("at+jwt")),
            ("alg", json!("HS512")),
            ("sub", json!("b")),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect(),
        drop: vec!["kid".to_owned()],
        ..Mint::default()
    };
    let key = key(SECRET);
    let old = issue(&json!({"kid": "a claim", "sub": "a"}), SECRET);
    let made = mint(&old, &change, &context(Some(&key))).unwrap();
    assert_eq!(
        json_of(made.as_bytes(), 0),
        json!({"typ": "at+jwt", "alg": "HS512"})
    );
    // What is a member of the header is never a claim, and the key signs by its own algorithm.
    assert_eq!(
        json_of(made.as_bytes(), 1),
        json!({"kid": "a claim", "sub": "b"})
    );
    assert_eq!(Token::parse(&made).unwrap().signature.len(), 32);
}

#[test]
fn another_key_signs_under_its_own_name() {
    let current = key(SECRET);
    let context = context(Some(&current));
    let token = issue(&json!({"sub": "a"}), SECRET);
    let by = |name: &str, token: &str| {
        let change = Mint {
            key: Some(name.to_owned()),
            ..Mint::default()
        };
        mint(token, &change, &context)
    };
    assert_eq!(by("current", &token), Ok(token.clone()));
    let retired = by("retired", &token).unwrap();
    assert_eq!(json_of(retired.as_bytes(), 0)["kid"], RETIRED_KID);
    let (input, _) = retired.rsplit_once('.').unwrap();
    let again = jsonwebtoken::crypto::sign(
        input.as_bytes(),
        &jsonwebtoken::EncodingKey::from_secret(RETIRED_SECRET.as_bytes()),
        jsonwebtoken::Algorithm::HS256,
    );
    assert_eq!(retired, format!("{input}.{}", again.unwrap()));
    let unknown = ForgeError::NeedsOtherKey {
        forgery: "mint",
        key: "previous".to_owned(),
    };
    assert_eq!(by("previous", &token), Err(unknown));
    // A key without a name of its own would be looked for under that of another.
    let nameless = HashMap::from([("old".to_owned(), key(RETIRED_SECRET))]);
    let context = Context {
        keys: Some(&nameless),
        ..context
    };
    let change = Mint {
        key: Some("old".to_owned()),
        ..Mint::default()
    };
    assert_eq!(
        mint(&token, &change, &context),
        Err(ForgeError::NeedsKid("old".to_owned()))
    );
    let bare = "eyJhbGciOiJIUzI1NiJ9.e30.AQID";
    assert!(mint(bare, &change, &context).is_ok());
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
