//! The table: for every defect its probe and what it shows.

use gateproof_reference::System;
use serde_json::{Value, json};

use super::{
    Row,
    probe::{Probe, Token},
    row,
};
use crate::support::{
    ORIGIN,
    forge::{Forge, encode, now},
};

pub fn rows() -> Vec<Row> {
    let mut rows = bearer();
    rows.extend(signatures());
    rows.extend(socket());
    rows.extend(sessions());
    rows.extend(origins());
    rows
}

fn bearer() -> Vec<Row> {
    vec![
        row("token-missing-accepted", Probe::Me(|_| None), |_| {
            ["401 Bearer", "200 alice"]
        }),
        row("challenge-missing", Probe::Me(|_| None), |_| {
            ["401 Bearer", "401 no challenge"]
        }),
        row("challenge-names-error", Probe::Me(|_| None), |_| {
            ["401 Bearer", r#"401 Bearer, error="invalid_request""#]
        }),
        accepted("alg-none-accepted", |forge| {
            Some(forge.signed_as("none", ""))
        }),
        accepted("alg-none-mixed-case-accepted", |forge| {
            Some(forge.signed_as("NoNe", ""))
        }),
        accepted("signature-not-checked", |forge| {
            Some(forge.signed_with("AAAA"))
        }),
        accepted("signature-stripped-accepted", |forge| {
            Some(forge.signed_with(""))
        }),
        accepted("crit-ignored", |forge| {
            Some(forge.heading("crit", json!(["unheard-of"])))
        }),
        accepted("wrong-type-accepted", |forge| {
            Some(forge.claiming("type", json!("refresh")))
        }),
        accepted("wrong-issuer-accepted", |forge| {
            Some(forge.claiming("iss", json!("evil")))
        }),
        accepted("wrong-audience-accepted", |forge| {
            Some(forge.claiming("aud", json!("other")))
        }),
        accepted("empty-claims-accepted", |forge| {
            Some(forge.sign(&forge.header(), &json!({})))
        }),
        accepted("known-secret", |forge| {
            Some(forge.with_secret("dev-secret-key").valid())
        }),
        accepted("exp-not-checked", |forge| {
            Some(forge.claiming("exp", json!(now() - 60)))
        }),
        accepted("nbf-not-checked", |forge| {
            Some(forge.claiming("nbf", json!(now() + 600)))
        }),
        accepted("no-expiry-accepted", |forge| {
            Some(forge.claiming("exp", Value::Null))
        }),
        row(
            "malformed-token-crashes",
            Probe::Me(|_| Some("a.b".into())),
            |_| [BAD_TOKEN, "500 Internal error"],
        ),
    ]
}

fn signatures() -> Vec<Row> {
    vec![
        accepted("embedded-jwk-trusted", |forge| {
            let stranger = forge.stranger();
            Some(stranger.heading("jwk", stranger.key.jwk()))
        }),
        accepted("kid-traversal-followed", |forge| {
            Some(
                forge
                    .with_secret("")
                    .heading("kid", json!("../../dev/null")),
            )
        }),
        accepted("alg-family-ignored", |forge| Some(forge.signed_longer())),
        accepted("header-alg-ignored", |forge| {
            Some(forge.heading("alg", json!(forge.algorithms()[1])))
        }),
        accepted("first-header-wins", |forge| {
            let claims = encode(forge.claims().to_string().as_bytes());
            let [own, other] = forge.algorithms();
            let header = format!(r#"{{"alg":"{own}","alg":"{other}","kid":"quiz-3"}}"#);
            let header = encode(header.as_bytes());
            Some(forge.sign_raw(&format!("{header}.{claims}")))
        }),
        accepted("first-claim-wins", |forge| {
            let claims = forge.claims().to_string().replace('}', r#","exp":1}"#);
            let header = encode(forge.header().to_string().as_bytes());
            Some(forge.sign_raw(&format!("{header}.{}", encode(claims.as_bytes()))))
        }),
        accepted("b64-ignored", |forge| {
            Some(forge.heading("crit", json!(["b64"])))
        }),
        accepted("signature-prefix-compared", |forge| {
            let token = forge.valid();
            let (signed, signature) = token.rsplit_once('.').unwrap();
            Some(format!("{signed}.{}", &signature[..32]))
        }),
        accepted("ecdsa-zero-accepted", |forge| {
            Some(forge.signed_as("ES256", &encode(&[0; 64])))
        }),
    ]
}

fn socket() -> Vec<Row> {
    vec![
        row("ws-token-missing-accepted", Probe::Socket(|_| None), |_| {
            ["status 401", "open"]
        }),
        opened("ws-signature-not-checked", |forge| {
            Some(forge.signed_with(&encode(&[0; 32])))
        }),
        opened("ws-alg-none-accepted", |forge| {
            Some(forge.signed_as("none", ""))
        }),
        opened("ws-exp-not-checked", |forge| {
            Some(forge.claiming("exp", json!(now() - 60)))
        }),
        row(
            "ws-data-before-refusal",
            Probe::Socket(stranger),
            |system| match system {
                System::Sessions | System::Workspace | System::Quiz | System::Documents => [
                    refused(system),
                    r#"{"type":"welcome"}, close 4401 Invalid token"#,
                ],
                System::Assistant => [
                    refused(system),
                    r#"{"type":"welcome"}, close 1008 Invalid token"#,
                ],
            },
        ),
        row(
            "ws-refused-with-wrong-code",
            Probe::Socket(stranger),
            |system| match system {
                System::Sessions | System::Workspace | System::Quiz | System::Documents => {
                    [refused(system), "status 400"]
                }
                System::Assistant => [refused(system), "close 4999 Invalid token"],
            },
        ),
        row(
            "ws-malformed-token-crashes",
            Probe::Socket(|_| Some("a.b".into())),
            |system| [refused(system), "status 500"],
        ),
    ]
}

fn sessions() -> Vec<Row> {
    vec![
        row("session-owner-not-checked", Probe::ForeignSession, |_| {
            ["close 1008 Access denied", "open"]
        }),
        row("unknown-session-differs", Probe::UnknownSession, |_| {
            ["close 1008 Access denied", "close 1008 No such session"]
        }),
        row(
            "subscribe-no-owner-check",
            Probe::ForeignSubscription,
            |_| {
                let planted = "subscribed, delivered 1, {type:event,payload:{session_id:ID,message:secret}}, open";
                ["error, delivered 0, open", planted]
            },
        ),
        row(
            "subscribe-refused-but-delivered",
            Probe::ForeignSubscription,
            |_| {
                let planted =
                    "error, delivered 1, {type:event,payload:{session_id:ID,message:secret}}, open";
                ["error, delivered 0, open", planted]
            },
        ),
    ]
}

fn origins() -> Vec<Row> {
    let origin = |id, origins| row(id, Probe::Origin(origins), |_| ["status 403", "open"]);
    vec![
        origin("origin-not-checked", &["https://evil.test"]),
        origin("origin-suffix-match", &["https://evilapp.example.test"]),
        origin(
            "origin-prefix-match",
            &["https://app.example.test.evil.test"],
        ),
        origin("origin-subdomain-match", &["https://evil.app.example.test"]),
        origin("origin-dot-wildcard", &["https://app.exampleXtest"]),
        origin("origin-scheme-ignored", &["http://app.example.test"]),
        origin("origin-port-ignored", &["https://app.example.test:8443"]),
        origin("origin-null-accepted", &["null"]),
        origin("origin-absent-accepted", &[]),
        origin(
            "origin-userinfo-parsed",
            &["https://app.example.test@evil.test"],
        ),
        origin("origin-first-of-several", &[ORIGIN, "https://evil.test"]),
        origin("origin-ip-accepted", &["http://192.0.2.1:8080"]),
        row("host-not-checked", Probe::Host("evil.test"), |_| {
            ["status 403", "open"]
        }),
    ]
}

const BAD_TOKEN: &str = r#"401 Bearer, error="invalid_token""#;

/// A token that is served as alice's on HTTP.
fn accepted(id: &'static str, token: Token) -> Row {
    row(id, Probe::Me(token), |_| [BAD_TOKEN, "200 alice"])
}

/// A token that opens the socket.
fn opened(id: &'static str, token: Token) -> Row {
    row(id, Probe::Socket(token), |system| [refused(system), "open"])
}

/// A token of somebody who does not know the secret.
fn stranger(forge: &Forge) -> Option<String> {
    Some(forge.signed_with("AAAA"))
}

/// How the conforming socket refuses a token.
fn refused(system: System) -> &'static str {
    match system {
        System::Sessions | System::Workspace | System::Quiz | System::Documents => "status 401",
        System::Assistant => "close 1008 Invalid token",
    }
}
