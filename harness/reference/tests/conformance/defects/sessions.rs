//! Sessions: what ends them, what goes on without them, and how long their tokens live.

use gateproof_reference::System;
use serde_json::json;

use super::{Row, look};
use crate::support::{Target, claims, http::Request};

pub fn rows() -> Vec<Row> {
    vec![
        look!("access-after-logout-accepted", after_logout, |_| {
            ["401", "alice"]
        }),
        look!("disabled-user-accepted", disabled, |_| {
            ["401, 401", "carol, carol"]
        }),
        look!("role-change-ignored", other_role, |_| ["401", "carol"]),
        look!("refresh-as-access", refresh_as_access, |_| ["401", "alice"]),
        look!("ws-token-as-access", ticket_as_access, |_| ["401", "alice"]),
        look!("logout-kills-all", other_session, |_| ["alice", "401"]),
        look!("session-fixed-on-login", planted, |_| {
            ["bob, another", "alice, the same"]
        }),
        look!("visit-kept-on-login", planted_visit, |_| ["401", "alice"]),
        look!("lifetime-longer-than-declared", lifetime, |system| {
            match system {
                System::Quiz => ["1800", "3600"],
                _ => ["900", "1800"],
            }
        }),
        look!("lifetime-shorter-than-declared", lifetime, |system| {
            match system {
                System::Quiz => ["1800", "900"],
                _ => ["900", "450"],
            }
        }),
        look!("token-response-cacheable", caching, |_| {
            ["no-store", "nothing"]
        }),
    ]
}

async fn after_logout(target: &Target) -> String {
    let token = target.login("alice").await;
    target.log_out(&token).await;
    target.who_with(&token).await
}

async fn disabled(target: &Target) -> String {
    let token = target.newcomer("carol").await.access;
    target.administer("POST", "carol", "/disable", None).await;
    let disabled = target.who_with(&token).await;
    target.administer("DELETE", "carol", "", None).await;
    format!("{disabled}, {}", target.who_with(&token).await)
}

async fn other_role(target: &Target) -> String {
    let token = target.newcomer("carol").await.access;
    let admin = Some(json!({"role": "admin"}));
    target.administer("POST", "carol", "/role", admin).await;
    target.who_with(&token).await
}

async fn refresh_as_access(target: &Target) -> String {
    let refresh = target.session_of("alice").await.refresh;
    target.who_with(&refresh).await
}

async fn ticket_as_access(target: &Target) -> String {
    let ticket = target.ticket(&target.login("alice").await).await;
    target.who_with(&ticket).await
}

async fn other_session(target: &Target) -> String {
    let [one, other] = [target.login("alice").await, target.login("alice").await];
    target.log_out(&one).await;
    target.who_with(&other).await
}

/// Bob plants his token in the browser in which alice logs in.
async fn planted(target: &Target) -> String {
    let token = target.login("bob").await;
    let body = target.credentials("alice", &target.password("alice").await);
    let login = Request::post(target.login_path())
        .cookie(target.cookie(), &token)
        .json(&body);
    let set = target.send(login).await.json()["access_token"] == token.as_str();
    let set = if set { "the same" } else { "another" };
    format!("{}, {set}", target.who_with(&token).await)
}

async fn planted_visit(target: &Target) -> String {
    let page = target.send(Request::get("/")).await;
    let id = page.cookie(target.cookie());
    let body = target.credentials("alice", &target.password("alice").await);
    let login = Request::post(target.login_path())
        .cookie(target.cookie(), &id)
        .json(&body);
    assert_eq!(target.send(login).await.status, 200);
    let me = Request::get(target.me_path()).cookie(target.cookie(), &id);
    target.who(me).await
}

async fn lifetime(target: &Target) -> String {
    let claims = claims(&target.login("alice").await);
    let time = |claim: &str| claims[claim].as_u64().unwrap();
    (time("exp") - time("iat")).to_string()
}

async fn caching(target: &Target) -> String {
    let answer = target.log_in("alice").await;
    answer
        .header("cache-control")
        .unwrap_or("nothing")
        .to_owned()
}
