//! The audit trail: what is recorded, and what stands there.

use serde_json::{Value, json};

use super::{Row, look};
use crate::support::{Target, http::Request};

pub fn rows() -> Vec<Row> {
    vec![
        look!("audit-event-missing", everywhere, |_| [
            "logout_all",
            "nothing"
        ]),
        look!("audit-failure-missing", mistyped, |_| {
            ["login_failed", "nothing"]
        }),
        look!("audit-success-too-early", mistyped, |_| {
            ["login_failed", "login_success login_failed"]
        }),
        look!("audit-event-twice", login, |_| {
            [
                "alice 127.0.0.1 test/1 null",
                "alice 127.0.0.1 test/1 null, alice 127.0.0.1 test/1 null",
            ]
        }),
        look!("audit-wrong-user", login, |_| {
            [
                "alice 127.0.0.1 test/1 null",
                "another 127.0.0.1 test/1 null",
            ]
        }),
        look!("audit-field-missing", login, |_| {
            ["alice 127.0.0.1 test/1 null", "alice 127.0.0.1 null null"]
        }),
        look!("audit-trusts-xff", login, |_| {
            [
                "alice 127.0.0.1 test/1 null",
                "alice 203.0.113.7 test/1 null",
            ]
        }),
        look!("audit-logs-password", login, |_| {
            [
                "alice 127.0.0.1 test/1 null",
                "alice 127.0.0.1 test/1 the password",
            ]
        }),
        look!("audit-logs-token", logout, |_| ["null", "a token"]),
    ]
}

async fn trail(target: &Target) -> Vec<Value> {
    let answer = target.send(Request::get("/__test/audit")).await;
    answer.json().as_array().unwrap().clone()
}

/// What was recorded since there were so many records.
async fn since(target: &Target, before: usize) -> Vec<Value> {
    trail(target).await.split_off(before)
}

fn kinds(records: &[Value]) -> String {
    let kinds = records.iter().map(|it| it["type"].as_str().unwrap());
    match records {
        [] => "nothing".to_owned(),
        _ => kinds.collect::<Vec<_>>().join(" "),
    }
}

async fn everywhere(target: &Target) -> String {
    let token = target.login("alice").await;
    let before = trail(target).await.len();
    target.post("/auth/logout-all", &token, None).await;
    kinds(&since(target, before).await)
}

/// A login of alice with a wrong password.
async fn mistyped(target: &Target) -> String {
    let before = trail(target).await.len();
    let body = target.credentials("alice", "a wrong password");
    target
        .send(Request::post(target.login_path()).json(&body))
        .await;
    kinds(&since(target, before).await)
}

/// A login of alice, who claims to come from elsewhere.
async fn login(target: &Target) -> String {
    let me = target.me_with(&target.login("alice").await).await;
    let before = trail(target).await.len();
    let password = target.password("alice").await;
    let body = target.credentials("alice", &password);
    let request = Request::post(target.login_path())
        .header("User-Agent", "test/1")
        .header("X-Forwarded-For", "203.0.113.7")
        .json(&body);
    target.send(request).await;
    let told = |record: Value| {
        let user = match record["user_id"] == me.json()["id"] {
            true => "alice",
            false => "another",
        };
        let reason = match record["reason"] == json!(password) {
            true => "the password".to_owned(),
            false => record["reason"].to_string(),
        };
        let text = format!("{user} {} {} {reason}", record["ip"], record["ua"]);
        text.replace('"', "")
    };
    let records = since(target, before).await.into_iter().map(told);
    records.collect::<Vec<_>>().join(", ")
}

async fn logout(target: &Target) -> String {
    let token = target.login("alice").await;
    let before = trail(target).await.len();
    target.log_out(&token).await;
    let record = since(target, before).await.remove(0);
    match record["reason"].as_str() {
        Some(reason) if reason.split('.').count() == 3 => "a token".to_owned(),
        _ => record["reason"].to_string(),
    }
}
