//! Sockets: what opens them, and what they outlive.

use gateproof_reference::System;
use serde_json::json;

use super::{Row, look};
use crate::support::{Target, socket::Knock};

const SOCKET: &str = "/v1/workspace/ws";

pub fn rows() -> Vec<Row> {
    vec![
        look!("ws-refresh-accepted", refresh, |_| ["status 401", "open"]),
        look!("ws-query-wins", both, |_| [
            "open, status 401",
            "status 401, open"
        ]),
        look!("ws-subprotocol-not-checked", subprotocol, |_| {
            ["status 401", "open"]
        }),
        look!("ws-first-message-late-accepted", late, |_| [
            "close 4401 Not authenticated",
            r#"{"type":"authenticated"}, open"#
        ]),
        look!("ticket-reusable", twice, |_| [
            "open, status 401",
            "open, open"
        ]),
        look!("socket-outlives-logout", logout, |_| {
            ["close 4401 Session ended", "open"]
        }),
        look!("socket-outlives-expiry", expiry, |_| {
            ["close 4401 Token expired", "open"]
        }),
        look!("socket-outlives-role-change", role, |_| {
            ["close 4401 Role changed", "open"]
        }),
        look!("socket-outlives-user", user, |_| {
            ["close 4401 User removed", "open"]
        }),
        look!("connection-never-ends", age, |_| {
            ["close 4408 Lifetime exceeded", "open"]
        }),
        look!("close-reason-leaks", reason, |system| {
            match system {
                System::Sessions => [
                    "close 1008 Access denied",
                    "close 1008 InvalidSignatureError at /srv/app/auth/tokens.py:88",
                ],
                System::Assistant => [
                    "close 1008 Invalid token",
                    "close 1008 InvalidSignatureError at /srv/app/auth/tokens.py:88",
                ],
                System::Workspace | System::Quiz | System::Documents => [
                    "close 4401 Session ended",
                    "close 4401 InvalidSignatureError at /srv/app/auth/tokens.py:88",
                ],
            }
        }),
    ]
}

async fn refresh(target: &Target) -> String {
    let refresh = target.session_of("alice").await.refresh;
    target.knock(Some(&refresh)).await.fate(target).await
}

async fn both(target: &Target) -> String {
    let token = target.login("alice").await;
    let query = |token: &str| Knock::at(&format!("{SOCKET}?token={token}"));
    let good_header = query("x").with("X-WS-Token", &[&token]);
    let good_query = query(&token).with("X-WS-Token", &["x"]);
    let [header, query] = [
        good_header.fate(target).await,
        good_query.fate(target).await,
    ];
    format!("{header}, {query}")
}

async fn subprotocol(target: &Target) -> String {
    let forged = target.forge().signed_as("HS256", "AAAA");
    let offer = format!("bearer, {forged}");
    Knock::at(SOCKET)
        .with("Sec-WebSocket-Protocol", &[&offer])
        .fate(target)
        .await
}

/// The first message comes after three seconds, where two are allowed.
async fn late(target: &Target) -> String {
    let token = target.login("alice").await;
    let mut client = Knock::at("/v1/workspace/ws/first").open(target).await;
    target.advance(3, true).await;
    let first = json!({"type": "auth", "token": token});
    client.say(&first.to_string()).await;
    client.fate().await
}

async fn twice(target: &Target) -> String {
    let ticket = target.ticket(&target.login("alice").await).await;
    let knock = target.knock(Some(&ticket)).await;
    let first = knock.clone().fate(target).await;
    format!("{first}, {}", knock.fate(target).await)
}

async fn logout(target: &Target) -> String {
    let token = target.login("alice").await;
    let mut client = target.chat(&token).await;
    target.log_out(&token).await;
    client.fate().await
}

async fn expiry(target: &Target) -> String {
    let token = target.login("alice").await;
    let mut client = target.knock(Some(&token)).await.open(target).await;
    target.advance(30 * 60, true).await;
    client.fate().await
}

async fn role(target: &Target) -> String {
    let token = target.newcomer("carol").await.access;
    let mut client = target.chat(&token).await;
    let admin = Some(json!({"role": "admin"}));
    target.administer("POST", "carol", "/role", admin).await;
    client.fate().await
}

async fn user(target: &Target) -> String {
    let token = target.newcomer("carol").await.access;
    let mut client = target.chat(&token).await;
    target.administer("POST", "carol", "/disable", None).await;
    client.fate().await
}

async fn age(target: &Target) -> String {
    let mut client = target.chat(&target.login("alice").await).await;
    target.advance(3600, true).await;
    client.fate().await
}

async fn reason(target: &Target) -> String {
    match target.system {
        System::Sessions => {
            let token = target.login("alice").await;
            let knock = Knock::at(&format!("/ws/unknown?token={token}"));
            knock.fate(target).await
        }
        System::Assistant => target.knock(Some("x")).await.fate(target).await,
        System::Workspace | System::Quiz | System::Documents => logout(target).await,
    }
}
