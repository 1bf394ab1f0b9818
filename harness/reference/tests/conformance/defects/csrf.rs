//! The double-submit pair.

use gateproof_reference::System;
use serde_json::json;

use super::{Row, look};
use crate::support::{Target, http::Request};

pub fn rows() -> Vec<Row> {
    vec![
        look!("csrf-cookie-only", cookie_only, |_| ["403", "200"]),
        look!("csrf-empty-pair", empty, |_| ["403", "200"]),
        look!("csrf-not-bound", foreign, |_| ["403", "200"]),
        look!("csrf-not-on-patch", patch, |_| ["403", "200"]),
    ]
}

/// The status of a new quiz of alice with this pair.
async fn with(target: &Target, pair: &str) -> String {
    let token = target.login("alice").await;
    let request = Request::post(target.written())
        .bearer(&token)
        .cookie(target.pair(), pair)
        .header("X-CSRF-Token", pair)
        .json(&json!({"title": "Capitals"}));
    target.send(request).await.status.to_string()
}

async fn cookie_only(target: &Target) -> String {
    let login = target.session_of("alice").await;
    let request = Request::post(target.written())
        .bearer(&login.access)
        .cookie(target.pair(), &login.csrf)
        .json(&json!({"title": "Capitals"}));
    target.send(request).await.status.to_string()
}

async fn empty(target: &Target) -> String {
    with(target, "").await
}

async fn foreign(target: &Target) -> String {
    let pair = target.session_of("bob").await.csrf;
    with(target, &pair).await
}

async fn patch(target: &Target) -> String {
    let token = target.login("alice").await;
    let called = match target.system {
        System::Documents => "name",
        _ => "nickname",
    };
    let request = Request::new("PATCH", "/api/profile")
        .bearer(&token)
        .json(&json!({called: "al"}));
    target.send(request).await.status.to_string()
}
