//! Probes: one look at a target, put in words.

use std::{future::Future, pin::Pin};

use gateproof_reference::System;
use serde_json::json;

use crate::support::{Target, forge::Forge, http::Answer, socket::Knock};

/// Makes the token of a probe; `None` for no token.
pub type Token = fn(&Forge) -> Option<String>;

pub enum Probe {
    /// `GET /me`: the status and its challenge, or the user.
    Me(Token),
    /// A handshake to alice's session.
    Socket(Token),
    /// A legitimate handshake with these Origins.
    Origin(&'static [&'static str]),
    /// A legitimate handshake with this Host.
    Host(&'static str),
    /// Alice connects to bob's session.
    ForeignSession,
    /// Alice connects to no session.
    UnknownSession,
    /// Alice subscribes to bob's session, and bob sends an event.
    ForeignSubscription,
    /// A look of its own.
    Look(for<'a> fn(&'a Target) -> Pin<Box<dyn Future<Output = String> + Send + 'a>>),
}

impl Probe {
    pub async fn look(&self, target: &Target) -> String {
        match self {
            Probe::Me(token) => me(target, token(&target.forge())).await,
            Probe::Socket(token) => {
                let token = token(&target.forge());
                target.knock(token.as_deref()).await.fate(target).await
            }
            Probe::Origin(origins) => {
                legitimate(target)
                    .await
                    .with("Origin", origins)
                    .fate(target)
                    .await
            }
            Probe::Host(host) => {
                legitimate(target)
                    .await
                    .with("Host", &[host])
                    .fate(target)
                    .await
            }
            Probe::ForeignSession => {
                let foreign = target.session(&target.login("bob").await).await;
                session(target, &foreign).await
            }
            Probe::UnknownSession => session(target, "unknown").await,
            Probe::ForeignSubscription => foreign_subscription(target).await,
            Probe::Look(look) => look(target).await,
        }
    }
}

async fn me(target: &Target, token: Option<String>) -> String {
    let authorization = token.map(|token| format!("Bearer {token}"));
    let answer = target.me(authorization.as_deref()).await;
    match answer.status {
        200 => format!("200 {}", target.name(&answer)),
        401 => format!("401 {}", challenge(&answer, target.system)),
        status => format!("{status} {}", answer.detail()),
    }
}

/// The challenge, without the realm that differs between systems.
fn challenge(answer: &Answer, system: System) -> String {
    let challenge = answer.header("www-authenticate").unwrap_or("no challenge");
    challenge.replace(&format!(r#" realm="{system}""#), "")
}

async fn legitimate(target: &Target) -> Knock {
    target.knock(Some(&target.login("alice").await)).await
}

async fn session(target: &Target, id: &str) -> String {
    let token = target.login("alice").await;
    Knock::at(&format!("/ws/{id}?token={token}"))
        .fate(target)
        .await
}

async fn foreign_subscription(target: &Target) -> String {
    let bob = target.login("bob").await;
    let foreign = target.session(&bob).await;
    let mut client = legitimate(target).await.open(target).await;
    let subscribe = json!({"type": "subscribe", "payload": {"session_id": foreign}});
    let answered = client.ask(&subscribe.to_string()).await["type"].clone();
    let delivered = target.publish(&bob, &foreign, "secret").await.json()["delivered"].clone();
    // Whatever was delivered comes before the answer to a later message.
    format!("{answered}, delivered {delivered}, {}", client.fate().await)
        .replace('"', "")
        .replace(&foreign, "ID")
}
