//! Logouts, the pair that they need, and what is recorded.

use serde_json::{Value, json};

use super::{REFRESH, leave, refresh, verify};
use crate::support::{Target, accounts::Login, claims, http::Request};

#[tokio::test]
async fn a_logout_ends_the_session_of_its_refresh_token_and_without_one_all() {
    let target = Target::documents().await;
    let (mine, other) = (
        target.session_of("alice").await,
        target.session_of("alice").await,
    );
    let cookies = [
        ("access_token", mine.access.as_str()),
        ("refresh_token", mine.refresh.as_str()),
    ];
    let left = leave(&target, &mine, &cookies).await;
    assert_eq!((left.status, left.cookies().len()), (200, 3));
    assert_eq!(target.who_with(&mine.access).await, "401");
    assert_eq!(target.who_with(&other.access).await, "alice");
    let third = target.session_of("alice").await;
    let left = leave(&target, &other, &[("access_token", &other.access)]).await;
    assert_eq!(left.status, 200);
    assert_eq!(target.who_with(&third.access).await, "401");
}

#[tokio::test]
async fn a_logout_works_late_and_needs_the_pair() {
    let target = Target::documents().await;
    let login = target.session_of("alice").await;
    target.advance(16 * 60, false).await;
    let stranger = Login {
        csrf: String::new(),
        ..login.clone()
    };
    assert_eq!(leave(&target, &stranger, &[]).await.status, 403);
    let left = leave(&target, &login, &[("access_token", &login.access)]).await;
    assert_eq!((left.status, left.cookies().len()), (200, 3));
    let cookies = [("refresh_token", login.refresh.as_str())];
    assert_eq!(leave(&target, &login, &cookies).await.status, 200);
    assert_eq!(refresh(&target, &login.refresh).await.status, 401);
    assert_eq!(leave(&target, &login, &cookies).await.status, 200);
}

#[tokio::test]
async fn what_changes_something_needs_a_pair_and_any_pair_will_do() {
    let target = Target::documents().await;
    let (alice, bob) = (
        target.session_of("alice").await,
        target.session_of("bob").await,
    );
    let write = async |method: &str, path: &str, cookie: &str, header: &str| {
        let body = match path {
            "/api/chat" => json!({"question": "x"}),
            "/api/profile" => json!({"name": "x"}),
            _ => json!({"title": "x"}),
        };
        let request = Request::new(method, path)
            .bearer(&alice.access)
            .cookie("csrf_token", cookie)
            .header("X-CSRF-Token", header);
        target.send(request.json(&body)).await.status
    };
    for (method, path) in [
        ("POST", "/api/documents"),
        ("POST", "/api/chat"),
        ("PATCH", "/api/profile"),
        ("PUT", "/api/profile"),
    ] {
        assert_eq!(write(method, path, &alice.csrf, &alice.csrf).await, 200);
        assert_eq!(write(method, path, &bob.csrf, &bob.csrf).await, 200);
        assert_eq!(write(method, path, &alice.csrf, &bob.csrf).await, 403);
        assert_eq!(write(method, path, "", "").await, 403);
    }
    let read = Request::get("/api/documents").bearer(&alice.access);
    assert_eq!(target.send(read).await.status, 200);
}

#[tokio::test]
async fn security_events_are_recorded_with_who_and_why() {
    let target = Target::documents().await;
    let login = target.session_of("alice").await;
    let id = claims(&login.access)["sub"].clone();
    let body = json!({"email": "carol@example.test"});
    let unknown = Request::post("/api/auth/send-code").json(&body);
    assert_eq!(target.send(unknown).await.status, 202);
    verify(&target, "alice", "no code").await;
    refresh(&target, &login.refresh).await;
    target.send(Request::post(REFRESH)).await;
    refresh(&target, &login.refresh).await;
    leave(
        &target,
        &Login {
            csrf: String::new(),
            ..login.clone()
        },
        &[],
    )
    .await;
    let login = target.session_of("alice").await;
    let unpaired = Request::post("/api/documents").bearer(&login.access);
    assert_eq!(target.send(unpaired).await.status, 403);
    let body = Some(json!({"email": "moved@example.test"}));
    target.post("/v1/account/email", &login.access, body).await;
    target.post("/auth/logout-all", &login.access, None).await;
    let records = target.send(Request::get("/__test/audit")).await.json();
    let told = |record: &Value| {
        let member = |name: &str| record[name].as_str().unwrap_or("-").to_owned();
        let user = if record["user_id"] == id {
            "alice"
        } else {
            "-"
        };
        [
            member("type"),
            user.to_owned(),
            member("email"),
            member("reason"),
        ]
        .join(" ")
    };
    let records: Vec<String> = records.as_array().unwrap().iter().map(told).collect();
    // The first login is that of the tests themselves.
    let expected = [
        "login_success alice alice@example.test -",
        "login_success alice alice@example.test -",
        "login_failed - carol@example.test no_active_account",
        "login_failed alice alice@example.test wrong_code",
        "token_refresh alice - -",
        "token_refresh_failed - - missing",
        "token_refresh_failed alice - replayed",
        "csrf_validation_failed - - pair",
        "login_success alice alice@example.test -",
        "csrf_validation_failed alice - pair",
        "email_change_requested alice - -",
        "logout_all alice - -",
    ];
    assert_eq!(records, expected);
}
