//! Every forgery of the set is made, and needs what the set says.

use std::time::Duration;

use crate::common::{SECRET, claims, context, declared, issue, key};
use gateproof_forge::{Context, ForgeError, forge};
use model::forgery::{Forgery, Needs, Of, forgeries};
use model::key::Algorithm;
use serde_json::json;

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

#[test]
fn every_row_is_made_and_needs_a_key_only_where_the_set_says_so() {
    let (key, declared) = (key(SECRET), declared());
    for Forgery { name, needs, .. } in forgeries() {
        let made = crate::common::made(name, &token(), &context(&key, &declared, NOW));
        let bare = forge(name, &token(), &BARE);
        assert_ne!(made.as_deref(), Ok(token().as_bytes()), "{name}");
        match needs {
            Needs::Nothing => {
                assert!(made.is_ok(), "{name}");
                assert_eq!(bare, made, "{name}");
            }
            Needs::Url => {
                assert!(made.is_ok(), "{name}");
                assert_eq!(bare, Err(ForgeError::NeedsUrl(name)), "{name}");
            }
            Needs::RetiredKey => {
                assert!(made.is_ok(), "{name}");
                let key = "retired".to_owned();
                let forgery = name;
                let error = ForgeError::NeedsOtherKey { forgery, key };
                assert_eq!(bare, Err(error), "{name}");
            }
            Needs::SigningKey => {
                assert!(made.is_ok(), "{name}");
                assert_eq!(bare, Err(ForgeError::NeedsKey(name)), "{name}");
            }
            Needs::PublicKey => {
                let not_for = ForgeError::NotFor {
                    forgery: name,
                    alg: Algorithm::HS256,
                };
                assert_eq!(made, Err(not_for), "{name}");
                assert_eq!(bare, Err(ForgeError::NeedsPublicKey(name)), "{name}");
            }
        }
    }
}

#[test]
fn an_opaque_token_gets_its_own_and_the_malformed_rows_and_no_other() {
    let key = key(SECRET);
    let context = Context {
        key: Some(&key),
        ..BARE
    };
    for Forgery { name, of, .. } in forgeries() {
        let made = crate::common::made(name, "0123456789abcxyz", &context);
        assert_eq!(made.is_ok(), of != Of::Jwt, "{name}: {made:?}");
        assert_ne!(made.as_deref(), Ok(&b"0123456789abcxyz"[..]), "{name}");
    }
}

#[test]
fn an_unknown_name_brings_the_nearest() {
    let unknown = |name: &str| forge(name, &token(), &BARE).unwrap_err();
    let meant = |name: &str| match unknown(name) {
        ForgeError::UnknownForgery { nearest, .. } => nearest,
        other => panic!("{other}"),
    };
    assert_eq!(meant("alg_none"), Some("alg-none"));
    assert_eq!(meant("signature-striped"), Some("signature-stripped"));
    assert_eq!(meant("quux"), None);
    assert_eq!(meant(&"alg-none".repeat(1000)), None);
    assert_eq!(
        unknown("alg_none").to_string(),
        "no forgery is called `alg_none`; did you mean `alg-none`?"
    );
}

#[test]
fn what_is_not_there_cannot_be_falsified() {
    let key = key(SECRET);
    let context = Context {
        key: Some(&key),
        ..BARE
    };
    let bare = issue(&json!({"sub": "a"}), SECRET);
    let unsigned = format!("{}.", bare.rsplit_once('.').unwrap().0);
    let missing = |name: &'static str, claim: &'static str| {
        let error = ForgeError::NeedsClaim {
            forgery: name,
            claim,
        };
        assert_eq!(forge(name, &bare, &context), Err(error));
    };
    missing("wrong-issuer/foreign", "iss");
    missing("wrong-issuer/prefix", "iss");
    missing("wrong-issuer/substring", "iss");
    missing("wrong-issuer/empty", "iss");
    missing("wrong-issuer/array", "iss");
    missing("duplicate-claims", "exp");
    missing("wrong-audience", "aud");
    missing("wrong-type", "type");
    let same = |name: &'static str, token: &str| {
        assert_eq!(
            forge(name, token, &context),
            Err(ForgeError::NoChange(name))
        );
    };
    same("no-expiry", &bare);
    same("no-audience", &bare);
    same("no-kid", "eyJhbGciOiJIUzI1NiJ9.e30.AQID");
    same("opaque/case-swapped", "0123456789-abcdef");
    same("opaque/truncated", "");
    same("empty-claims", &issue(&json!({}), SECRET));
    same("signature-stripped", &unsigned);
    same("signature-flipped", &unsigned);
    same("signature-first-octet", &unsigned);
    same("signature-truncated", &unsigned);
    same("signature-respelled", &unsigned);
    same("malformed/empty", "");
    let none = forge("alg-none", &bare, &context).unwrap();
    same("alg-none", std::str::from_utf8(&none).unwrap());
    same("alg-none-signed", std::str::from_utf8(&none).unwrap());
    let short = issue(&json!({"iss": "x"}), SECRET);
    assert!(matches!(
        forge("wrong-issuer/substring", &short, &context),
        Err(ForgeError::NeedsClaim { .. })
    ));
}
