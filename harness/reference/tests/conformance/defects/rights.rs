//! What users may do to sessions and accounts: their own, those of others, and as admins.

use gateproof_reference::System;
use serde_json::{Value, json};

use super::{Row, look};
use crate::support::{Target, http::Request, text};

pub fn rows() -> Vec<Row> {
    vec![
        look!("no-session-limit", one_too_many, |system| [
            match system {
                System::Workspace => "admin, admin, 409",
                _ => "401, admin, 200",
            },
            "admin, admin, 200"
        ]),
        look!("eviction-of-newest", one_too_many, |_| [
            "401, admin, 200",
            "admin, 401, 200"
        ]),
        look!("eviction-in-place-of-refusal", one_too_many, |_| [
            "admin, admin, 409",
            "401, admin, 200"
        ]),
        look!("ended-sessions-count", after_a_logout, |_| ["200", "409"]),
        look!("logout-all-ends-one", everywhere, |_| ["401", "alice"]),
        look!("session-list-shows-tokens", members, |_| {
            [MEMBERS, "created_at current id ip token ua"]
        }),
        look!("session-list-shows-csrf", members, |_| {
            [MEMBERS, "created_at csrf current id ip ua"]
        }),
        look!("session-list-shows-others", listed, |_| ["false", "true"]),
        look!("revoke-of-others", foreign, |_| ["404, bob", "204, 401"]),
        look!("foreign-session-told", foreign, |_| {
            ["404, bob", "403, bob"]
        }),
        look!("revoke-ends-nothing", own, |_| ["204, 401", "204, alice"]),
        look!("admin-not-checked", as_user, |_| ["403, 403", "200, 204"]),
        look!("admin-writes-not-checked", as_user, |_| {
            ["403, 403", "403, 204"]
        }),
        look!("demoted-admin-accepted", demoted, |_| ["403", "200"]),
    ]
}

const MEMBERS: &str = "created_at current id ip ua";

/// Six sessions of alice: the first and the fifth.
async fn one_too_many(target: &Target) -> String {
    let mut tokens = Vec::new();
    for _ in 0..5 {
        tokens.push(target.login("admin").await);
    }
    let sixth = target.try_to_log_in("admin").await.status;
    let (first, fifth) = (
        target.who_with(&tokens[0]).await,
        target.who_with(&tokens[4]).await,
    );
    format!("{first}, {fifth}, {sixth}")
}

async fn after_a_logout(target: &Target) -> String {
    let mut tokens = Vec::new();
    for _ in 0..5 {
        tokens.push(target.login("admin").await);
    }
    assert_eq!(
        target.post("/auth/logout", &tokens[2], None).await.status,
        204
    );
    target.try_to_log_in("admin").await.status.to_string()
}

async fn everywhere(target: &Target) -> String {
    let [one, other] = [target.login("alice").await, target.login("alice").await];
    assert_eq!(
        target.post("/auth/logout-all", &one, None).await.status,
        204
    );
    target.who_with(&other).await
}

async fn list(target: &Target, token: &str) -> Vec<Value> {
    let request = Request::get(&target.path("/v1/sessions")).bearer(token);
    let body = target.send(request).await.json();
    body["sessions"].as_array().unwrap().clone()
}

/// What is told of a session.
async fn members(target: &Target) -> String {
    let session = list(target, &target.login("alice").await).await.remove(0);
    let mut names: Vec<String> = session.as_object().unwrap().keys().cloned().collect();
    names.sort();
    names.join(" ")
}

/// Whether alice sees the session of bob.
async fn listed(target: &Target) -> String {
    let bobs = current(target, &target.login("bob").await).await;
    let sessions = list(target, &target.login("alice").await).await;
    sessions
        .iter()
        .any(|it| it["id"] == bobs.as_str())
        .to_string()
}

/// The id of the session of this token.
async fn current(target: &Target, token: &str) -> String {
    let sessions = list(target, token).await;
    let current = sessions.iter().find(|session| session["current"] == true);
    text(&current.unwrap()["id"])
}

/// Alice ends the session of this token.
async fn revoke(target: &Target, token: &str) -> String {
    let id = current(target, token).await;
    let alice = target.login("alice").await;
    let path = target.path(&format!("/v1/sessions/{id}"));
    let request = Request::new("DELETE", &path).bearer(&alice);
    let answer = target.send(target.genuine(request, &alice)).await;
    format!("{}, {}", answer.status, target.who_with(token).await)
}

async fn foreign(target: &Target) -> String {
    revoke(target, &target.login("bob").await).await
}

async fn own(target: &Target) -> String {
    revoke(target, &target.login("alice").await).await
}

/// The list of users, and another role for bob.
async fn as_user(target: &Target) -> String {
    let token = target.login("alice").await;
    let users = Request::get(&target.path("/v1/admin/users")).bearer(&token);
    let users = target.send(users).await.status;
    let body = Some(json!({"role": "user"}));
    let path = "/v1/admin/users/bob@example.test/role";
    let role = target.post(path, &token, body).await.status;
    format!("{users}, {role}")
}

/// Carol becomes an admin, is none any more, and logs in.
async fn demoted(target: &Target) -> String {
    target.newcomer("carol").await;
    for role in ["admin", "user"] {
        let role = Some(json!({"role": role}));
        target.administer("POST", "carol", "/role", role).await;
    }
    let body = target.credentials("carol", "a long password");
    let login = Request::post(target.login_path()).json(&body);
    let token = text(&target.send(login).await.json()["access_token"]);
    let users = Request::get(&target.path("/v1/admin/users")).bearer(&token);
    target.send(users).await.status.to_string()
}
