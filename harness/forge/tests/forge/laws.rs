//! Laws for any claims and secrets, judged by another implementation.

use crate::common::{LEEWAY, LEFT_OPEN, Verifier, context, issue, key, keys, made, now};
use gateproof_forge::{Context, Token, mint};
use model::contract::Claims;
use model::forgery::{Forgery, Needs, forgeries};
use model::minting::Mint;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::time::Duration;

fn declared() -> impl Strategy<Value = Claims> {
    ("[a-z:/.é]{2,20}", "\\PC{1,12}", "access|refresh|[a-z]{1,6}").prop_map(|(iss, aud, kind)| {
        Claims {
            iss: Some(iss),
            aud: Some(aud),
            kind: Some(kind),
            typ: None,
        }
    })
}

/// A token that the service would accept now, and the secret that signed it.
fn issued() -> impl Strategy<Value = (Claims, Value, String)> {
    let life = (
        1u64..100_000,
        60u64..10_000_000,
        any::<bool>(),
        any::<bool>(),
    );
    (declared(), "\\PC{0,12}", life, "[ -~]{16,40}").prop_map(|(declared, sub, life, secret)| {
        let (age, left, fraction, nbf) = life;
        let mut claims = json!({
            "iss": declared.iss, "aud": declared.aud, "type": declared.kind, "sub": sub,
            "iat": now() - age, "exp": now() + left
        });
        if fraction {
            claims["exp"] = json!((now() + left) as f64 + 0.5);
        }
        if nbf {
            claims["nbf"] = json!(now() - age);
        }
        (declared, claims, secret)
    })
}

fn near_token() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
        Just(json!([])),
        Just(json!(null)),
    ];
    let claim = "iat|nbf|exp|iss|aud|sub|type|gateproof|crit";
    let claims = proptest::collection::hash_map(claim, value, 0..6);
    let jwt = claims.prop_map(|claims| issue(&json!(claims), "any"));
    prop_oneof![
        jwt,
        "\\PC{0,60}",
        "[a-zA-Z0-9_-]{0,9}\\.e30\\.[a-zA-Z0-9_.-]{0,9}",
        "e30\\.e30\\.\\PC{0,9}"
    ]
}

proptest! {
    #[test]
    fn a_minted_token_verifies((declared, claims, secret) in issued(), extra in "\\PC{0,9}") {
        let key = key(&secret);
        let token = issue(&claims, "whoever signed it before");
        let change = Mint {
            set: [("extra".to_owned(), json!(extra))].into_iter().collect(),
            drop: vec!["unheard-of".to_owned()],
            ..Mint::default()
        };
        let minted = mint(&token, &change, &context(&key, &declared, now())).unwrap();
        let strict = Verifier { secret: &secret, claims: &declared, leeway: 0 };
        prop_assert!(strict.accepts(minted.as_bytes()));
        let (old, new) = (Token::parse(&token).unwrap(), Token::parse(&minted).unwrap());
        prop_assert_eq!(new.claim("extra"), Some(&json!(extra)));
        let life = |token: &Token| token.expires_at().unwrap() - token.issued_at().unwrap();
        prop_assert!((life(&old) - life(&new)).abs() <= 1);
    }

    #[test]
    fn a_correct_verifier_takes_the_control_and_refuses_the_rest(
        (declared, claims, secret) in issued()
    ) {
        let key = key(&secret);
        let token = issue(&claims, &secret);
        let correct = Verifier { secret: &secret, claims: &declared, leeway: LEEWAY };
        prop_assert!(correct.accepts(token.as_bytes()));
        for Forgery { name, needs, .. } in forgeries() {
            let Ok(made) = made(name, &token, &context(&key, &declared, now())) else {
                prop_assert_eq!(needs, Needs::PublicKey, "{}", name);
                continue;
            };
            prop_assert_eq!(correct.accepts(&made), LEFT_OPEN.contains(&name), "{}", name);
        }
    }

    #[test]
    fn any_text_is_survived(token in near_token(), now in any::<u64>(), leeway in any::<Duration>()) {
        let key = key("any");
        let context = Context { key: Some(&key), keys: Some(keys()), claims: None, leeway, now };
        let _ = mint(&token, &Mint::default(), &context);
        for Forgery { name, .. } in forgeries() {
            let made = made(name, &token, &context);
            let may_be_equal = name.starts_with("known-secret/") || name == "control/re-minted";
            prop_assert!(may_be_equal || made.as_deref() != Ok(token.as_bytes()), "{}", name);
        }
    }

    #[test]
    fn reading_takes_any_octets(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Token::parse(&String::from_utf8_lossy(&octets));
    }

    #[test]
    fn what_was_issued_is_read((_, claims, secret) in issued()) {
        let token = Token::parse(&issue(&claims, &secret)).unwrap();
        prop_assert_eq!(&Value::Object(token.payload.clone()), &claims);
        prop_assert_eq!(token.algorithm(), Some("HS256"));
        prop_assert_eq!(token.not_before().is_some(), claims.get("nbf").is_some());
    }
}
