//! Keys that a header leads to, keys by their names, and what else stands in a token.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{Row, look};
use crate::support::{
    Target,
    forge::{Key, now},
    http::Request,
};

pub fn rows() -> Vec<Row> {
    vec![
        look!("jku-trusted", elsewhere, |_| [
            "401, 0 fetched",
            "alice, 1 fetched"
        ]),
        look!("jku-fetched", elsewhere, |_| [
            "401, 0 fetched",
            "401, 1 fetched"
        ]),
        look!("x5u-trusted", certified, |_| [
            "401, 0 fetched",
            "alice, 1 fetched"
        ]),
        look!("x5u-fetched", certified, |_| [
            "401, 0 fetched",
            "401, 1 fetched"
        ]),
        look!("opaque-start-compared", of_program, |_| {
            ["alice, 401, 401, 401", "alice, alice, 401, 401"]
        }),
        look!("opaque-case-ignored", of_program, |_| {
            ["alice, 401, 401, 401", "alice, 401, alice, 401"]
        }),
        look!("opaque-wildcard-matched", of_program, |_| {
            ["alice, 401, 401, 401", "alice, 401, 401, alice"]
        }),
        look!("typ-not-checked", otherwise_typed, |_| ["401", "alice"]),
        look!("iat-not-checked", from_tomorrow, |_| ["401", "alice"]),
        look!("kid-retired-accepted", retired, |_| ["401", "alice"]),
        look!("kid-previous-refused", previous, |_| ["alice", "401"]),
        look!("kid-unknown-accepted", unknown, |_| ["401", "alice"]),
        look!("kid-missing-accepted", unnamed, |_| ["401", "alice"]),
        look!("hs-with-public-key-accepted", confused, |_| {
            ["401, 401", "alice, alice"]
        }),
    ]
}

/// A token of another key of the target, under this name.
async fn of_key(target: &Target, variable: &str, kid: &str) -> String {
    let key = Key::from_pem(target.variable(variable));
    let token = target.forge().with_key(key).heading("kid", kid.into());
    target.who_with(&token).await
}

async fn otherwise_typed(target: &Target) -> String {
    let token = target.forge().heading("typ", "secevent+jwt".into());
    target.who_with(&token).await
}

async fn from_tomorrow(target: &Target) -> String {
    let token = target.forge().claiming("iat", (now() + 86400).into());
    target.who_with(&token).await
}

async fn retired(target: &Target) -> String {
    of_key(target, "RETIRED_PRIVATE_KEY", "quiz-1").await
}

async fn previous(target: &Target) -> String {
    of_key(target, "PREVIOUS_PRIVATE_KEY", "quiz-2").await
}

async fn unknown(target: &Target) -> String {
    of_key(target, "PRIVATE_KEY", "quiz-4").await
}

async fn unnamed(target: &Target) -> String {
    let token = target.forge().heading("kid", Value::Null);
    target.who_with(&token).await
}

/// HMAC with the public key, with and without its last line break.
async fn confused(target: &Target) -> String {
    let pem = target.variable("PUBLIC_KEY");
    let with = |secret: &str| target.forge().with_secret(secret).valid();
    let [with, without] = [with(pem), with(pem.trim_end())];
    let [with, without] = [
        target.who_with(&with).await,
        target.who_with(&without).await,
    ];
    format!("{with}, {without}")
}

/// The key of a program: whole, its start, in capitals, and as a pattern.
async fn of_program(target: &Target) -> String {
    let token = target.login("alice").await;
    let given = target.post("/v1/keys", &token, None).await;
    let key = given.json()["key"].as_str().unwrap().to_owned();
    let mut seen = Vec::new();
    for sent in [
        key.clone(),
        key[..20].to_owned(),
        key.to_ascii_uppercase(),
        format!("{}%", &key[..8]),
    ] {
        let request = Request::get("/v1/programs/me").header("X-API-Key", sent);
        seen.push(target.who(request).await);
    }
    seen.join(", ")
}

/// A token signed with a key of a stranger, who serves a certificate of it.
async fn certified(target: &Target) -> String {
    let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let params = CertificateParams::new(vec!["stranger.test".to_owned()]).unwrap();
    let certificate = params.self_signed(&pair).unwrap().pem();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/certificate", listener.local_addr().unwrap());
    let fetched = Arc::new(AtomicUsize::new(0));
    let serving = tokio::spawn(serve(listener, certificate, Arc::clone(&fetched)));
    let stranger = target
        .forge()
        .with_key(Key::from_pem(&pair.serialize_pem()));
    let token = stranger.heading("x5u", url.into());
    let who = target.who_with(&token).await;
    serving.abort();
    format!("{who}, {} fetched", fetched.load(Ordering::SeqCst))
}

/// A token signed with a key of a stranger, who serves it.
async fn elsewhere(target: &Target) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/keys", listener.local_addr().unwrap());
    let fetched = Arc::new(AtomicUsize::new(0));
    let stranger = target.forge().stranger();
    let mut key = stranger.key.jwk();
    key["kid"] = "s".into();
    let set = json!({"keys": [key]}).to_string();
    let serving = tokio::spawn(serve(listener, set, Arc::clone(&fetched)));
    let mut header = stranger.header();
    header["jku"] = url.into();
    header["kid"] = "s".into();
    let token = stranger.sign(&header, &stranger.claims());
    let who = target.who_with(&token).await;
    serving.abort();
    format!("{who}, {} fetched", fetched.load(Ordering::SeqCst))
}

async fn serve(listener: TcpListener, body: String, fetched: Arc<AtomicUsize>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        fetched.fetch_add(1, Ordering::SeqCst);
        let _ = stream.read(&mut [0; 4096]).await;
        let length = body.len();
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}");
        let _ = stream.write_all(answer.as_bytes()).await;
    }
}
