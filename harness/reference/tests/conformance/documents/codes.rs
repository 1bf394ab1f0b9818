//! Codes by mail: for a login, and for another address.

use serde_json::json;

use super::{refresh, verify};
use crate::support::{Target, accounts::Login, http::Request};

#[tokio::test]
async fn a_code_is_good_once_for_its_address_and_what_it_gave_ends_when_it_comes_again() {
    let target = Target::documents().await;
    let code = target.code("alice@example.test").await;
    assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()));
    target.code("bob@example.test").await;
    assert_eq!(verify(&target, "bob", &code).await.status, 401);
    let entered = verify(&target, "alice", &code).await;
    assert_eq!(entered.status, 200);
    let access = Login::read(&entered).access;
    let other = target.login("alice").await;
    // A newer code has taken its place by now, so nothing is known of it.
    assert_eq!(verify(&target, "alice", &code).await.status, 401);
    assert_eq!(target.who_with(&access).await, "alice");
    let code = target.code("alice@example.test").await;
    let access = Login::read(&verify(&target, "alice", &code).await).access;
    assert_eq!(verify(&target, "alice", &code).await.status, 401);
    assert_eq!(target.who_with(&access).await, "401");
    assert_eq!(target.who_with(&other).await, "alice");
}

#[tokio::test]
async fn a_code_ends_with_time_with_a_newer_one_and_after_five_wrong_ones() {
    let target = Target::documents().await;
    let address = "alice@example.test";
    let late = target.code(address).await;
    target.advance(10 * 60, false).await;
    assert_eq!(verify(&target, "alice", &late).await.status, 401);

    let older = target.code(address).await;
    let newer = target.code(address).await;
    if older != newer {
        assert_eq!(verify(&target, "alice", &older).await.status, 401);
    }
    assert_eq!(verify(&target, "alice", &newer).await.status, 200);

    for (wrong, status) in [(4, 200), (5, 401)] {
        let code = target.code(address).await;
        for _ in 0..wrong {
            assert_eq!(verify(&target, "alice", "no code").await.status, 401);
        }
        assert_eq!(verify(&target, "alice", &code).await.status, status);
    }
}

#[tokio::test]
async fn who_has_no_account_is_told_nothing_and_mailed_nothing() {
    let target = Target::documents().await;
    let send = async |email: &str| {
        let request = Request::post("/api/auth/send-code").json(&json!({"email": email}));
        let answer = target.send(request).await;
        let date = |header: &(String, String)| header.0 != "date";
        let headers: Vec<_> = answer.headers.into_iter().filter(date).collect();
        (answer.status, headers, answer.body)
    };
    let known = send("alice@example.test").await;
    assert_eq!(known.0, 202);
    assert_eq!(send("carol@example.test").await, known);
    target.newcomer("dave").await;
    target.administer("POST", "dave", "/disable", None).await;
    let before = target.mailed("dave@example.test").await;
    assert_eq!(send("dave@example.test").await, known);
    assert_eq!(target.mailed("dave@example.test").await, before);
    let nothing = Request::get("/__test/code?email=carol@example.test");
    assert_eq!(target.send(nothing).await.status, 404);
    assert_eq!(verify(&target, "dave", &before).await.status, 401);
}

#[tokio::test]
async fn an_address_changes_with_the_code_that_came_there() {
    let target = Target::documents().await;
    let carol = target.newcomer("carol").await;
    let to = "carol.new@example.test";
    let body = Some(json!({"email": to}));
    let asked = target.post("/v1/account/email", &carol.access, body).await;
    assert_eq!(asked.status, 202);
    let code = target.mailed(to).await;
    let login = json!({"email": to, "code": code});
    let no_login = Request::post(target.login_path()).json(&login);
    assert_eq!(target.send(no_login).await.status, 401, "it logs nobody in");
    let confirm = async |code: &str| {
        let body = json!({"email": to, "code": code});
        let request = Request::post("/api/account/email/confirm").json(&body);
        target.send(request).await.status
    };
    assert_eq!(confirm("no code").await, 403);
    assert_eq!(confirm(&code).await, 200);
    assert_eq!(confirm(&code).await, 403);
    assert_eq!(target.who_with(&carol.access).await, "carol.new");
    assert_eq!(refresh(&target, &carol.refresh).await.status, 401);
    let taken = Some(json!({"email": "alice@example.test"}));
    let admin = target.login("admin").await;
    let path = format!("/v1/admin/users/{to}/email");
    assert_eq!(target.post(&path, &admin, taken).await.status, 409);
}
