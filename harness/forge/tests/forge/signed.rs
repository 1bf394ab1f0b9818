//! Forgeries under the target's key: each differs in the one thing it is named for.

use std::time::Duration;

use crate::common::{KID, RETIRED_KID, SECRET, claims, context, declared, issue, json_of, key};
use gateproof_forge::{Context, Token, forge};
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
    let (key, declared) = (key(SECRET), declared());
    forge(name, &token(), &context(&key, &declared, NOW)).unwrap()
}

fn text(name: &str) -> String {
    String::from_utf8(make(name)).unwrap()
}

/// The claims of a forgery that was signed, after its signature was found good.
fn signed_claims(name: &str) -> Value {
    let made = text(name);
    let (input, _) = made.rsplit_once('.').unwrap();
    let mine = issue(&json!({}), SECRET);
    assert_eq!(
        json_of(mine.as_bytes(), 0),
        json_of(made.as_bytes(), 0),
        "{name}"
    );
    let again = jsonwebtoken::crypto::sign(
        input.as_bytes(),
        &jsonwebtoken::EncodingKey::from_secret(SECRET.as_bytes()),
        jsonwebtoken::Algorithm::HS256,
    );
    assert_eq!(made, format!("{input}.{}", again.unwrap()), "{name}");
    json_of(made.as_bytes(), 1)
}

/// The claims of the captured token with one of them changed.
fn but(claim: &str, value: impl Into<Value>) -> Value {
    let mut claims = claims(NOW);
    claims[claim] = value.into();
    claims
}

#[test]
fn an_unknown_critical_header_is_signed() {
    let made = make("crit-unknown");
    let header = json!({
        "typ": "JWT", "alg": "HS256", "kid": KID, "crit": ["gateproof"], "gateproof": true
    });
    assert_eq!(json_of(&made, 0), header);
    let token = Token::parse(std::str::from_utf8(&made).unwrap()).unwrap();
    assert_eq!(token.payload, *claims(NOW).as_object().unwrap());
}

#[test]
fn claims_change_one_at_a_time() {
    let iss = "https://id.example.test";
    for (name, expected) in [
        ("empty-claims", json!({})),
        ("wrong-type", but("type", "refresh")),
        (
            "wrong-issuer/foreign",
            but("iss", "https://issuer.evil.test"),
        ),
        (
            "wrong-issuer/prefix",
            but("iss", format!("{iss}.evil.test")),
        ),
        ("wrong-issuer/substring", but("iss", "https://id.")),
        ("wrong-issuer/empty", but("iss", "")),
        (
            "wrong-issuer/array",
            but("iss", json!(["https://issuer.evil.test", iss])),
        ),
        ("wrong-audience", but("aud", "https://audience.evil.test")),
    ] {
        assert_eq!(signed_claims(name), expected, "{name}");
    }
    let mut endless = claims(NOW);
    endless.as_object_mut().unwrap().remove("exp");
    assert_eq!(signed_claims("no-expiry"), endless);
    let mut anybody = claims(NOW);
    anybody.as_object_mut().unwrap().remove("aud");
    assert_eq!(signed_claims("no-audience"), anybody);
}

#[test]
fn dates_move_together() {
    let dates = |name: &str| {
        let claims = signed_claims(name);
        ["iat", "nbf", "exp"].map(|claim| claims[claim].as_i64().map(|it| it - NOW as i64))
    };
    assert_eq!(dates("control/re-minted"), [Some(0), None, Some(900)]);
    assert_eq!(dates("expired"), [Some(-4500), None, Some(-3600)]);
    assert_eq!(dates("just-expired"), [Some(-932), None, Some(-32)]);
    assert_eq!(dates("not-yet-valid"), [Some(-10), Some(3600), Some(4500)]);
    assert_eq!(dates("issued-in-future"), [Some(3600), None, Some(4500)]);
}

#[test]
fn dates_keep_their_form() {
    let key = key(SECRET);
    let context = Context {
        key: Some(&key),
        ..BARE
    };
    let made = |name: &str, claims: Value| {
        json_of(&forge(name, &issue(&claims, SECRET), &context).unwrap(), 1)
    };
    let now = NOW as f64;
    assert_eq!(
        made("expired", json!({"iat": now - 9.75, "exp": NOW + 90})),
        json!({"iat": now - 3700.0, "exp": NOW - 3600})
    );
    assert_eq!(
        made("expired", json!({"iat": NOW})),
        json!({"iat": NOW - 7200, "exp": NOW - 3600})
    );
    assert_eq!(made("just-expired", json!({})), json!({"exp": NOW - 2}));
    assert_eq!(
        made("expired", json!({"nbf": NOW})),
        json!({"nbf": NOW - 7200, "exp": NOW - 3600})
    );
    assert_eq!(
        made("not-yet-valid", json!({"nbf": NOW, "exp": NOW + 60}))["exp"],
        NOW + 3660
    );
    assert_eq!(
        made("not-yet-valid", json!({"exp": NOW + 9000}))["exp"],
        NOW + 9000
    );
    assert_eq!(
        made("wrong-audience", json!({"aud": ["a"]}))["aud"],
        json!(["https://audience.evil.test"])
    );
}

#[test]
fn a_long_leeway_is_left_behind() {
    let key = key(SECRET);
    let context = Context {
        key: Some(&key),
        leeway: Duration::from_millis(7_199_001),
        ..BARE
    };
    let date = |name: &str, claim: &str| {
        json_of(&forge(name, &token(), &context).unwrap(), 1)[claim].clone()
    };
    assert_eq!(date("expired", "exp"), NOW - 7202);
    assert_eq!(date("just-expired", "exp"), NOW - 7202);
    assert_eq!(date("not-yet-valid", "nbf"), NOW + 7202);
}

#[test]
fn another_type_than_the_declared_one_is_found() {
    let key = key(SECRET);
    let context = Context {
        key: Some(&key),
        ..BARE
    };
    let refresh = issue(&json!({"type": "refresh"}), SECRET);
    let made = forge("wrong-type", &refresh, &context).unwrap();
    assert_eq!(json_of(&made, 1), json!({"type": "access"}));
}

/// A segment as the text it holds.
fn decoded(made: &str, segment: usize) -> String {
    use base64::Engine;
    let octets = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(made.split('.').nth(segment).unwrap());
    String::from_utf8(octets.unwrap()).unwrap()
}

#[test]
fn a_member_is_repeated_at_the_end_and_all_other_octets_stay() {
    let (old, header, claims) = (token(), text("duplicate-header"), text("duplicate-claims"));
    let parts = |token: &str| token.split('.').map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(parts(&header)[1], parts(&old)[1]);
    assert_eq!(
        decoded(&header, 0),
        r#"{"typ":"JWT","alg":"HS256","kid":"2026-a","alg":"HS384"}"#
    );
    assert_eq!(parts(&claims)[0], parts(&old)[0]);
    let first = decoded(&old, 1);
    let first = first.strip_suffix('}').unwrap();
    let last = format!(r#"{first},"exp":{}}}"#, NOW - 3600);
    assert_eq!(decoded(&claims, 1), last);
}

#[test]
fn headers_change_one_at_a_time() {
    let header = |name: &str| json_of(&make(name), 0);
    assert_eq!(
        header("b64-false"),
        json!({"typ": "JWT", "alg": "HS256", "kid": KID, "crit": ["b64"], "b64": false})
    );
    assert_eq!(
        header("kid-unknown"),
        json!({"typ": "JWT", "alg": "HS256", "kid": "2026-b"})
    );
    assert_eq!(header("header-alg-mismatch")["alg"], "HS384");
    assert_eq!(header("alg-of-same-family")["alg"], "HS384");
    assert_eq!(header("no-kid"), json!({"typ": "JWT", "alg": "HS256"}));
    assert_eq!(
        header("wrong-typ"),
        json!({"typ": "secevent+jwt", "alg": "HS256", "kid": KID})
    );
    let retired = header("kid-retired");
    assert_eq!(
        retired,
        json!({"typ": "JWT", "alg": "HS256", "kid": RETIRED_KID})
    );
    // {"alg":"HS256"} . {}
    let nameless = "eyJhbGciOiJIUzI1NiJ9.e30.AQID";
    let key = key(SECRET);
    let context = Context {
        key: Some(&key),
        ..BARE
    };
    let made = forge("kid-unknown", nameless, &context).unwrap();
    assert_eq!(json_of(&made, 0)["kid"], "gateproof");
}
