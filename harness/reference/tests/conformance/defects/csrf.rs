//! The double-submit pair of `quiz`.

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
    let request = Request::post("/api/quizzes")
        .bearer(&token)
        .cookie("__Host-csrf", pair)
        .header("X-CSRF-Token", pair)
        .json(&json!({"title": "Capitals"}));
    target.send(request).await.status.to_string()
}

async fn cookie_only(target: &Target) -> String {
    let login = target.session_of("alice").await;
    let request = Request::post("/api/quizzes")
        .bearer(&login.access)
        .cookie("__Host-csrf", &login.csrf)
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
    let request = Request::new("PATCH", "/api/profile")
        .bearer(&token)
        .json(&json!({"nickname": "al"}));
    target.send(request).await.status.to_string()
}
