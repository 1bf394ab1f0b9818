//! Refresh tokens: whether they rotate, what a replay ends, and what ends them.

use gateproof_reference::System;
use serde_json::json;

use super::{Row, look};
use crate::support::{
    Target,
    accounts::Login,
    http::{Answer, Request},
};

pub fn rows() -> Vec<Row> {
    vec![
        look!("rotation-missing", rotation, |_| [
            "another, 200",
            "the same, 200"
        ]),
        look!("replay-accepted", replay, |system| [
            replayed(system),
            "200, 200, 200"
        ]),
        look!("replay-keeps-family", replay, |system| [
            replayed(system),
            "401, 200, 200"
        ]),
        look!("grace-absent", twice, |_| ["200, 200", "200, 401"]),
        look!("replay-keeps-other-sessions", replay, |_| [
            "401, 401, 401",
            "401, 401, 200"
        ]),
        look!("refresh-good-once", twice, |_| ["200, 200", "200, 401"]),
        look!("refresh-ends-other-sessions", other_session, |_| {
            ["200", "401"]
        }),
        look!("refresh-body-wins", both, |_| ["200, 401", "401, 200"]),
        look!("refresh-missing-malformed", nothing, |_| ["401", "422"]),
        look!("refresh-after-logout-accepted", after_logout, |_| {
            ["401", "200"]
        }),
        look!("logout-all-keeps-others", after_logout_elsewhere, |_| {
            ["401", "200"]
        }),
        look!("refresh-expiry-ignored", late, |_| ["401", "200"]),
        look!("renewed-token-not-prolonged", renewed, |_| ["alice", "401"]),
        look!("refresh-after-role-change", other_role, |_| ["401", "200"]),
        look!("refresh-after-email-change", other_address, |_| [
            "401", "200"
        ]),
        look!("refresh-disabled-user-accepted", disabled, |_| [
            "401", "200"
        ]),
    ]
}

/// What a replay ends.
fn replayed(system: System) -> &'static str {
    match system {
        System::Quiz => "401, 401, 200",
        _ => "401, 401, 401",
    }
}

fn request(target: &Target) -> Request {
    Request::post(&target.path("/auth/refresh"))
}

async fn refresh(target: &Target, token: &str) -> Answer {
    let request = request(target).cookie(target.refresh_cookie(), token);
    target.send(request).await
}

async fn status(target: &Target, token: &str) -> String {
    refresh(target, token).await.status.to_string()
}

async fn rotation(target: &Target) -> String {
    let first = target.session_of("alice").await.refresh;
    let second = Login::read(&refresh(target, &first).await).refresh;
    let which = if first == second {
        "the same"
    } else {
        "another"
    };
    format!("{which}, {}", status(target, &second).await)
}

/// What comes of a replay, then of the successor, then of another session.
async fn replay(target: &Target) -> String {
    let [one, other] = [
        target.session_of("alice").await,
        target.session_of("alice").await,
    ];
    let next = Login::read(&refresh(target, &one.refresh).await).refresh;
    // For so long an answer may have been lost.
    target.advance(10, false).await;
    let replayed = status(target, &one.refresh).await;
    let successor = status(target, &next).await;
    format!(
        "{replayed}, {successor}, {}",
        status(target, &other.refresh).await
    )
}

async fn twice(target: &Target) -> String {
    let token = target.session_of("alice").await.refresh;
    let first = status(target, &token).await;
    format!("{first}, {}", status(target, &token).await)
}

async fn other_session(target: &Target) -> String {
    let [one, other] = [
        target.session_of("alice").await,
        target.session_of("alice").await,
    ];
    refresh(target, &one.refresh).await;
    status(target, &other.refresh).await
}

/// A good cookie and a bad body, then the other way round.
async fn both(target: &Target) -> String {
    let [one, other] = [
        target.session_of("alice").await.refresh,
        target.session_of("alice").await.refresh,
    ];
    let with = |cookie: &str, body: &str| {
        let request = request(target).cookie("refresh_token", cookie);
        request.json(&json!({"refresh_token": body}))
    };
    let cookie = target.send(with(&one, "x")).await.status;
    let body = target.send(with("x", &other)).await.status;
    format!("{cookie}, {body}")
}

async fn nothing(target: &Target) -> String {
    target.send(request(target)).await.status.to_string()
}

async fn after_logout(target: &Target) -> String {
    let login = target.session_of("alice").await;
    target.log_out(&login.access).await;
    status(target, &login.refresh).await
}

async fn after_logout_elsewhere(target: &Target) -> String {
    let login = target.session_of("alice").await;
    let elsewhere = target.login("alice").await;
    target.post("/auth/logout-all", &elsewhere, None).await;
    status(target, &login.refresh).await
}

async fn late(target: &Target) -> String {
    let token = target.session_of("alice").await.refresh;
    target.advance(7 * 24 * 3600, false).await;
    status(target, &token).await
}

/// Whom the token of a refresh speaks for that came after the end of the first one.
async fn renewed(target: &Target) -> String {
    let token = target.session_of("alice").await.refresh;
    target.advance(31 * 60, false).await;
    let access = Login::read(&refresh(target, &token).await).access;
    target.who_with(&access).await
}

async fn other_role(target: &Target) -> String {
    let token = target.newcomer("carol").await.refresh;
    let admin = Some(json!({"role": "admin"}));
    target.administer("POST", "carol", "/role", admin).await;
    status(target, &token).await
}

async fn other_address(target: &Target) -> String {
    let token = target.newcomer("carol").await.refresh;
    let moved = Some(json!({"email": "moved@example.test"}));
    target.administer("POST", "carol", "/email", moved).await;
    status(target, &token).await
}

async fn disabled(target: &Target) -> String {
    let token = target.newcomer("carol").await.refresh;
    target.administer("POST", "carol", "/disable", None).await;
    status(target, &token).await
}
