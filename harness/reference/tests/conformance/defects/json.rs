//! Bodies and messages that are not the JSON that was asked for.

use gateproof_reference::System;

use super::{Row, look};
use crate::support::{Target, http::Request, socket::in_words};

pub fn rows() -> Vec<Row> {
    vec![
        look!("json-first-value-read", twice, both),
        look!("json-array-unwrapped", in_array, both),
        look!("message-limit-doubled", lengths, |_| [
            "pong, close 1009 Message too big",
            "pong, pong"
        ]),
        look!("message-limit-halved", lengths, |_| [
            "pong, close 1009 Message too big",
            "close 1009 Message too big, close 1009 Message too big"
        ]),
        look!("broken-body-crashes", words, |system| [
            refused(system),
            "500"
        ]),
    ]
}

/// What a broken message and a broken body come to.
fn both(system: System) -> [&'static str; 2] {
    match system {
        System::Sessions => ["refused", "understood"],
        System::Workspace => ["refused, 422", "understood, 200"],
        _ => ["refused, 400", "understood, 200"],
    }
}

fn refused(system: System) -> &'static str {
    match system {
        System::Workspace => "422",
        _ => "400",
    }
}

async fn twice(target: &Target) -> String {
    each(target, |json| [json, json].concat()).await
}

async fn in_array(target: &Target) -> String {
    each(target, |json| [b"[", json, b"]"].concat()).await
}

async fn words(target: &Target) -> String {
    changed(target, b"no JSON".to_vec()).await
}

/// A message that is broken so, and a body where there is one.
async fn each(target: &Target, broken: fn(&[u8]) -> Vec<u8>) -> String {
    let token = target.login("alice").await;
    let knock = target.knock(Some(&token)).await;
    let mut client = knock.open(target).await;
    let text = String::from_utf8(broken(br#"{"type":"ping"}"#)).unwrap();
    client.send(&text).await;
    let answer = client.next().await.map(|message| message.to_string());
    let message = match answer.is_some_and(|answer| answer.contains("pong")) {
        true => "understood",
        false => "refused",
    };
    if target.system == System::Sessions {
        return message.to_owned();
    }
    let status = changed(target, broken(&object(target))).await;
    format!("{message}, {status}")
}

/// What a change takes.
fn object(target: &Target) -> Vec<u8> {
    let name = match target.system {
        System::Workspace => "name",
        _ => "title",
    };
    format!("{{\"{name}\":\"Minutes\"}}").into_bytes()
}

/// What a message of the declared length comes to, and one that is an octet longer.
async fn lengths(target: &Target) -> String {
    let mut fates = Vec::new();
    for length in [64 * 1024, 64 * 1024 + 1] {
        let token = target.login("alice").await;
        let mut client = target.knock(Some(&token)).await.open(target).await;
        let ping = r#"{"type":"ping"}"#;
        let spaces = " ".repeat(length - ping.len());
        client.send(&format!("{spaces}{ping}")).await;
        let answer = client.next().await;
        fates.push(answer.map_or("end".to_owned(), |it| in_words(&it)));
    }
    fates.join(", ").replace(r#"{"type":"pong"}"#, "pong")
}

/// The status of a change with this body.
async fn changed(target: &Target, body: Vec<u8>) -> String {
    let token = target.login("bob").await;
    let path = match target.system {
        System::Workspace => "/v1/workspace",
        _ => target.written(),
    };
    let request = Request::post(path).body(Some("application/json"), body);
    let request = target.genuine(request.bearer(&token), &token);
    target.send(request).await.status.to_string()
}
