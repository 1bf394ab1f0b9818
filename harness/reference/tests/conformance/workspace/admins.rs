//! Admins, and the users that they change.

use serde_json::json;

use crate::support::{Target, http::Request};

#[tokio::test]
async fn only_admins_are_let_in() {
    let target = Target::workspace().await;
    let users = || Request::get("/v1/admin/users");
    assert_eq!(target.send(users()).await.status, 401);
    let alice = target.login("alice").await;
    assert_eq!(target.send(users().bearer(&alice)).await.status, 403);
    for (method, path) in [
        ("DELETE", "/v1/admin/users/bob@example.test"),
        ("POST", "/v1/admin/users/bob@example.test/disable"),
        ("POST", "/v1/admin/users/bob@example.test/role"),
    ] {
        let request = Request::new(method, path).bearer(&alice).json(&json!({}));
        assert_eq!(target.send(request).await.status, 403, "{path}");
    }
    let admin = target.login("admin").await;
    let answer = target.send(users().bearer(&admin)).await.json();
    let standing: Vec<_> = answer["users"].as_array().unwrap().iter().collect();
    assert_eq!(standing.len(), 3);
    assert_eq!(standing[1]["email"], "alice@example.test");
    assert_eq!(standing[1]["standing"], "active");
}

#[tokio::test]
async fn a_disabled_user_is_out_at_once_and_back_when_enabled() {
    let target = Target::workspace().await;
    let token = target.newcomer("carol").await.access;
    target.administer("POST", "carol", "/disable", None).await;
    assert_eq!(target.who_with(&token).await, "401");
    let body = target.credentials("carol", "a long password");
    let login = || target.send(Request::post("/auth/login").json(&body));
    assert_eq!(login().await.status, 401);
    target.administer("POST", "carol", "/enable", None).await;
    assert_eq!(login().await.status, 200);
    target.administer("DELETE", "carol", "", None).await;
    assert_eq!(target.who_with(&token).await, "401");
    let again = Request::post("/auth/register").json(&body);
    assert_eq!(target.send(again).await.status, 201);
    assert_eq!(
        target.who_with(&token).await,
        "401",
        "another user of that name"
    );
}

#[tokio::test]
async fn a_token_with_an_old_role_is_refused_and_a_new_one_has_the_new() {
    let target = Target::workspace().await;
    let login = target.newcomer("carol").await;
    let role = |role: &str| Some(json!({"role": role}));
    target
        .administer("POST", "carol", "/role", role("admin"))
        .await;
    assert_eq!(target.who_with(&login.access).await, "401");
    let refresh = json!({"refresh_token": login.refresh});
    let refresh = Request::post("/auth/refresh").json(&refresh);
    assert_eq!(target.send(refresh).await.status, 401);
    let body = target.credentials("carol", "a long password");
    let login = target.send(Request::post("/auth/login").json(&body)).await;
    let token = crate::support::text(&login.json()["access_token"]);
    let users = || target.send(Request::get("/v1/admin/users").bearer(&token));
    assert_eq!(users().await.status, 200);
    target
        .administer("POST", "carol", "/role", role("user"))
        .await;
    assert_eq!(users().await.status, 401);
    let admin = target.login("admin").await;
    for (name, body, status) in [
        ("nobody@example.test", json!({"role": "user"}), 404),
        ("carol@example.test", json!({"role": "king"}), 422),
        ("carol@example.test", json!({"role": 1}), 422),
    ] {
        let path = format!("/v1/admin/users/{name}/role");
        assert_eq!(target.post(&path, &admin, Some(body)).await.status, status);
    }
}
