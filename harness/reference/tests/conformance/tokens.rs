//! Tokens: the oracle of another library, and everything that is no valid token.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use gateproof_reference::System;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Value, json};

use crate::support::{
    Target,
    forge::{Forge, encode, header, now},
    http::Request,
    socket::Knock,
};

#[tokio::test]
async fn another_library_agrees_on_valid_tokens() {
    for (system, audience) in [
        (System::Sessions, "sessions-api"),
        (System::Assistant, "assistant-bot"),
    ] {
        let target = Target::start(system, &[]).await;
        let secret = target.variable("SECRET").as_bytes();
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[audience]);
        validation.set_issuer(&[system.to_string()]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        let issued = target.login("bob").await;
        let key = DecodingKey::from_secret(secret);
        let token = jsonwebtoken::decode::<Value>(&issued, &key, &validation).unwrap();
        let claims = token.claims;
        assert_eq!(
            (&claims["sub"], &claims["type"]),
            (&json!("bob"), &json!("access"))
        );
        let time = |claim: &str| claims[claim].as_u64().unwrap();
        assert_eq!(
            (time("exp"), time("nbf")),
            (time("iat") + 3600, time("iat"))
        );
        assert_eq!(claims["jti"].as_str().unwrap().len(), 36);
        assert_eq!(
            (token.header.alg, token.header.typ.as_deref()),
            (Algorithm::HS256, Some("JWT"))
        );

        let key = EncodingKey::from_secret(secret);
        let foreign_made = jsonwebtoken::encode(&Header::default(), &target.forge().claims(), &key);
        assert_eq!(
            target.me_with(&foreign_made.unwrap()).await.json()["username"],
            "alice"
        );
    }
}

#[tokio::test]
async fn what_rfc_7519_allows_is_accepted() {
    for system in System::ALL {
        let target = Target::start(system, &[]).await;
        let forge = target.forge();
        let audience = forge.claims()["aud"].clone();
        for token in [
            forge.valid(),
            forge.claiming("aud", json!(["other", audience])),
            forge.claiming("nbf", Value::Null),
            forge.claiming("exp", json!(now() as f64 + 60.5)),
            forge.heading("typ", Value::Null),
            forge.heading("kid", json!("any")),
        ] {
            assert_eq!(target.me_with(&token).await.status, 200, "{token}");
            assert_eq!(
                target.knock(Some(&token)).await.fate(&target).await,
                "open",
                "{token}"
            );
        }
    }
}

#[tokio::test]
async fn no_broken_token_is_accepted_anywhere() {
    for system in System::ALL {
        let target = Target::start(system, &[]).await;
        let session = match system {
            System::Sessions => target.session(&target.login("alice").await).await,
            System::Assistant => String::new(),
        };
        for token in broken(&target.forge()) {
            let answer = target.me_with(&token).await;
            assert_eq!(
                (answer.status, answer.detail().as_str()),
                (401, "Invalid token"),
                "{token}"
            );
            let challenge = format!(r#"Bearer realm="{system}", error="invalid_token""#);
            assert_eq!(
                answer.header("www-authenticate"),
                Some(challenge.as_str()),
                "{token}"
            );
            let (path, refusal) = match system {
                System::Sessions => (format!("/ws/{session}?token={token}"), "status 401"),
                System::Assistant => (format!("/ws/{token}"), "close 1008 Invalid token"),
            };
            if !token.is_empty() {
                assert_eq!(Knock::at(&path).fate(&target).await, refusal, "{token}");
            }
        }
    }
}

/// Tokens of which each is wrong in one point.
fn broken(forge: &Forge) -> Vec<String> {
    let valid = forge.valid();
    let [head, body, signature] = valid.split('.').collect::<Vec<_>>()[..] else {
        panic!()
    };
    let stranger = Forge {
        secret: "dev-secret-key".into(),
        system: forge.system,
    };
    let other = System::ALL
        .into_iter()
        .find(|system| *system != forge.system)
        .unwrap();
    let neighbour = Forge {
        secret: forge.secret.clone(),
        system: other,
    };
    let array = encode(br#"["alice"]"#);
    let mut tokens: Vec<String> = ["", ".", "..", "...", "a", "a.b", "%2e%2e", "null"]
        .map(Into::into)
        .into();
    tokens.extend([
        format!("{head}.{body}"),
        format!("{head}.{body}."),
        format!("{valid}."),
        format!("{valid}.{signature}"),
        format!(".{valid}"),
        format!("{head}..{signature}"),
        format!("{head}.{body}.{}", &signature[..signature.len() - 2]),
        format!("{head}.{body}.{signature}="),
        format!("{head}.{body}.{}", encode(b"x")),
        format!("{head}.{}.{signature}", encode(b"{}")),
        forge.sign_raw(&format!("{}.{body}", STANDARD.encode(header().to_string()))),
        forge.sign_raw(&format!(
            "{head}.{}",
            URL_SAFE.encode(format!("{} ", forge.claims()))
        )),
        forge.sign_raw(&format!("{head}.{array}")),
        forge.sign_raw(&format!("{array}.{body}")),
        forge.sign_raw(&format!("{}.{body}", encode(b"not json"))),
        stranger.valid(),
        neighbour.valid(),
        forge.sign(&header(), &json!({})),
        forge.heading("alg", Value::Null),
        forge.heading("alg", json!(["HS256"])),
        forge.heading("crit", json!(["exp"])),
        forge.heading("crit", json!([])),
        forge.heading("crit", json!("b64")),
    ]);
    for algorithm in [
        "none", "None", "NONE", "NoNe", "", "hs256", "HS256 ", "HS384", "HS512", "RS256",
    ] {
        tokens.extend(["", "x", signature].map(|signature| forge.signed_as(algorithm, signature)));
        tokens.push(forge.heading("alg", json!(algorithm)));
    }
    let foreign = [
        "",
        "refresh",
        "Access",
        "session",
        "sessions2",
        "assistant2",
        "carol",
        "Alice",
    ];
    for claim in ["type", "iss", "aud", "sub"] {
        tokens.extend(foreign.map(|value| forge.claiming(claim, json!(value))));
        tokens.extend(
            [Value::Null, json!(1), json!([]), json!({})].map(|it| forge.claiming(claim, it)),
        );
    }
    tokens.push(forge.claiming("aud", json!([forge.claims()["aud"], 1])));
    tokens.push(forge.claiming("iss", json!([forge.claims()["iss"]])));
    tokens.push(forge.claiming("nbf", json!(now() + 60)));
    tokens.push(forge.claiming("nbf", json!("0")));
    tokens
        .extend([Value::Null, json!("9999999999"), json!({})].map(|it| forge.claiming("exp", it)));
    tokens
}

#[tokio::test]
async fn an_expired_token_is_told_apart_once_it_is_proved() {
    let target = Target::sessions().await;
    for expired in [json!(now() - 1), json!(0), json!(-1), json!(now())] {
        let token = target.forge().claiming("exp", expired);
        let answer = target.me_with(&token).await;
        assert_eq!(
            (answer.status, answer.detail().as_str()),
            (401, "Token expired")
        );
        assert_eq!(
            target.knock(Some(&token)).await.fate(&target).await,
            "status 401"
        );
        let (unsigned, _) = token.rsplit_once('.').unwrap();
        let answer = target
            .me_with(&format!("{unsigned}.{}", encode(&[7; 32])))
            .await;
        assert_eq!(
            answer.detail(),
            "Invalid token",
            "nothing is said about unproved claims"
        );
    }
}

#[tokio::test]
async fn hostile_octets_and_lengths_are_401() {
    for system in System::ALL {
        let target = Target::start(system, &[]).await;
        let long = "a".repeat(64 * 1024);
        let long_segments = format!("{long}.{long}.{long}");
        for value in [
            &b"Bearer \xff\xfe"[..],
            b"Bearer a\tb",
            "Bearer \u{e9}.a.b".as_bytes(),
            b"Bearer",
        ] {
            let request = Request::get(target.me_path()).header("Authorization", value);
            assert_eq!(target.send(request).await.status, 401, "{value:?}");
        }
        assert_eq!(target.me_with(&long).await.status, 401);
        assert_eq!(target.me_with(&long_segments).await.status, 401);
        for token in [
            "%00",
            "%ff%fe",
            "a%0d%0aX:%20y",
            "%",
            "%4",
            "%zz",
            &"a".repeat(60_000),
        ] {
            let knock = target.knock(Some(token)).await;
            let refusal = match system {
                System::Sessions => "status 401",
                System::Assistant => "close 1008 Invalid token",
            };
            assert_eq!(knock.fate(&target).await, refusal, "{token:.9}");
        }
    }
}
