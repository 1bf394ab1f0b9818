//! Logging in, refreshing and logging out.

use serde_json::json;

use crate::support::{Target, claims, http::Request, text};

fn refresh() -> Request {
    Request::post("/auth/refresh")
}

#[tokio::test]
async fn tokens_come_in_the_body_and_in_cookies() {
    let target = Target::workspace().await;
    let answer = target.log_in("alice").await;
    let body = answer.json();
    let value = |name: &str| text(&body[name]);
    let expected = [
        format!(
            "access_token={}; Path=/; Max-Age=900; HttpOnly; Secure; SameSite=Strict",
            value("access_token")
        ),
        format!(
            "refresh_token={}; Path=/auth; Max-Age=604800; HttpOnly; Secure; SameSite=Strict",
            value("refresh_token")
        ),
    ];
    assert_eq!(answer.cookies(), expected);
    assert_eq!(body["expires_in"], 900);
    let of = |name: &str| claims(&value(name));
    let (access, refresh) = (of("access_token"), of("refresh_token"));
    assert_eq!(access["sid"], refresh["sid"]);
    assert_eq!(refresh["type"], "refresh");
}

#[tokio::test]
async fn a_refresh_token_is_taken_from_the_cookie_first_and_stays_good() {
    let target = Target::workspace().await;
    let token = target.session_of("alice").await.refresh;
    let body = |token: &str| json!({"refresh_token": token});
    for request in [
        refresh().cookie("refresh_token", &token),
        refresh().json(&body(&token)),
        refresh().cookie("refresh_token", &token).json(&body("x")),
    ] {
        let answer = target.send(request).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let access = text(&answer.json()["access_token"]);
        let set = format!(
            "access_token={access}; Path=/; Max-Age=900; HttpOnly; Secure; SameSite=Strict"
        );
        assert_eq!(answer.cookies(), [set]);
        assert_eq!(target.who_with(&access).await, "alice");
    }
}

#[tokio::test]
async fn without_a_good_refresh_token_the_answer_is_401() {
    let target = Target::workspace().await;
    let login = target.session_of("alice").await;
    let body = |token: &str| json!({"refresh_token": token});
    for request in [
        refresh(),
        refresh().json(&json!({})),
        refresh().json(&json!({"refresh_token": 1})),
        refresh().body(Some("text/plain"), "x"),
        refresh().json(&body("x")),
        refresh().json(&body(&login.access)),
        refresh()
            .cookie("refresh_token", "x")
            .json(&body(&login.refresh)),
        refresh().cookie("refresh_token", ""),
        refresh().bearer(&login.refresh),
    ] {
        let answer = target.send(request).await;
        assert_eq!(answer.status, 401, "{answer:?}");
        assert!(answer.header("www-authenticate").is_some());
    }
}

#[tokio::test]
async fn a_logout_ends_its_session_and_no_other() {
    let target = Target::workspace().await;
    let (mine, other) = (
        target.session_of("bob").await,
        target.session_of("bob").await,
    );
    let answer = target.log_out(&mine.access).await;
    let cleared = [
        "access_token=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict",
        "refresh_token=; Path=/auth; Max-Age=0; HttpOnly; Secure; SameSite=Strict",
    ];
    assert_eq!(answer.cookies(), cleared);
    assert_eq!(target.who_with(&mine.access).await, "401");
    let body = json!({"refresh_token": mine.refresh});
    assert_eq!(target.send(refresh().json(&body)).await.status, 401);
    assert_eq!(target.who_with(&other.access).await, "bob");
    let again = target.post("/auth/logout", &mine.access, None).await;
    assert_eq!(again.status, 401);

    let third = target.session_of("bob").await;
    let all = target.post("/auth/logout-all", &other.access, None).await;
    assert_eq!(all.status, 204);
    for token in [other.access, third.access] {
        assert_eq!(target.who_with(&token).await, "401");
    }
}

#[tokio::test]
async fn tokens_end_with_the_clock_and_a_refresh_goes_on() {
    let target = Target::workspace().await;
    let login = target.session_of("bob").await;
    target.advance(900, false).await;
    let answer = target.me_with(&login.access).await;
    assert_eq!(
        (answer.status, answer.detail().as_str()),
        (401, "Token expired")
    );
    let body = json!({"refresh_token": login.refresh});
    let renewed = target.send(refresh().json(&body)).await.json();
    assert_eq!(
        target.who_with(&text(&renewed["access_token"])).await,
        "bob"
    );
    target.advance(7 * 24 * 3600, false).await;
    assert_eq!(target.send(refresh().json(&body)).await.status, 401);
}

#[tokio::test]
async fn the_sixth_session_is_refused_and_a_logout_makes_place() {
    let target = Target::workspace().await;
    let mut logins = Vec::new();
    for _ in 0..5 {
        logins.push(target.login("bob").await);
    }
    let refused = target.try_to_log_in("bob").await;
    assert_eq!(
        (refused.status, refused.json()),
        (409, json!({"detail": "Too many sessions"}))
    );
    let mut who = Vec::new();
    for login in &logins {
        who.push(target.who_with(login).await);
    }
    assert_eq!(who, ["bob", "bob", "bob", "bob", "bob"]);
    target.post("/auth/logout", &logins[3], None).await;
    target.log_in("bob").await;
}
