//! Tokens: the oracle of another library, and everything that is no valid token.

use gateproof_reference::System;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Value, json};

use crate::support::{
    Target, broken,
    forge::{encode, now},
    http::Request,
    socket::Knock,
};

#[tokio::test]
async fn another_library_agrees_on_valid_tokens() {
    for (system, audience, lifetime) in [
        (System::Sessions, "sessions-api", 3600),
        (System::Assistant, "assistant-bot", 3600),
        (System::Workspace, "workspace-api", 900),
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
        assert_eq!(claims["type"], "access");
        let bob = target.me_with(&issued).await;
        assert_eq!(target.name(&bob), "bob");
        assert_eq!(
            claims["sub"],
            bob.json().get("id").cloned().unwrap_or(json!("bob"))
        );
        let time = |claim: &str| claims[claim].as_u64().unwrap();
        assert_eq!(
            (time("exp"), time("nbf")),
            (time("iat") + lifetime, time("iat"))
        );
        assert_eq!(claims["jti"].as_str().unwrap().len(), 36);
        assert_eq!(
            (token.header.alg, token.header.typ.as_deref()),
            (Algorithm::HS256, Some("JWT"))
        );

        let key = EncodingKey::from_secret(secret);
        let foreign_made = jsonwebtoken::encode(&Header::default(), &target.forge().claims(), &key);
        let alice = target.me_with(&foreign_made.unwrap()).await;
        assert_eq!(target.name(&alice), "alice");
    }
}

#[tokio::test]
async fn what_rfc_7519_allows_is_accepted() {
    for system in System::ALL {
        let target = Target::start(system, &[]).await;
        let forge = target.forge();
        let audience = forge.claims()["aud"].clone();
        let mut tokens = vec![
            forge.valid(),
            forge.claiming("aud", json!(["other", audience])),
            forge.claiming("nbf", Value::Null),
            forge.claiming("exp", json!(now() as f64 + 60.5)),
            forge.heading("typ", Value::Null),
        ];
        if system != System::Quiz {
            tokens.push(forge.heading("kid", json!("any")));
        }
        for token in tokens {
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
            System::Assistant | System::Workspace | System::Quiz | System::Documents => {
                String::new()
            }
        };
        for token in broken::tokens(&target.forge()) {
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
                System::Quiz | System::Documents => continue,
                System::Sessions => (format!("/ws/{session}?token={token}"), "status 401"),
                System::Assistant => (format!("/ws/{token}"), "close 1008 Invalid token"),
                System::Workspace => (format!("/v1/workspace/ws?token={token}"), "status 401"),
            };
            if !token.is_empty() {
                assert_eq!(Knock::at(&path).fate(&target).await, refusal, "{token}");
            }
        }
    }
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
        // Other control octets are no header value at all (RFC 9110 5.5).
        let control = Request::get(target.me_path()).header("Authorization", b"Bearer a\x01b");
        assert_eq!(target.send(control).await.status, 400);
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
                System::Sessions | System::Workspace | System::Quiz | System::Documents => {
                    "status 401"
                }
                System::Assistant => "close 1008 Invalid token",
            };
            assert_eq!(knock.fate(&target).await, refusal, "{token:.9}");
        }
    }
}

#[tokio::test]
async fn a_target_beyond_64_kib_is_too_long_and_the_server_lives() {
    let target = Target::sessions().await;
    let path = format!("/ws/x?token={}", "a".repeat(64 * 1024));
    assert_eq!(target.send(Request::get(&path)).await.status, 414);
    let head = Request::get("/me").header("X-Long", "a".repeat(512 * 1024));
    assert_eq!(target.send(head).await.status, 431);
    assert_eq!(target.me(None).await.status, 401);
}
