//! Tokens, and refresh tokens that are good once.

use serde_json::json;

use super::{REFRESH, refresh};
use crate::support::{Target, accounts::Login, claims, http::Request, text};

#[tokio::test]
async fn tokens_come_in_the_body_and_in_cookies() {
    let target = Target::documents().await;
    let answer = target.log_in("alice").await;
    let body = answer.json();
    let (access, refresh) = (text(&body["access_token"]), text(&body["refresh_token"]));
    let csrf = answer.cookie("csrf_token");
    assert_eq!(csrf.len(), 43);
    assert_eq!(
        answer.cookies(),
        [
            format!("access_token={access}; Path=/; Max-Age=900; HttpOnly; Secure; SameSite=Lax"),
            format!(
                "refresh_token={refresh}; Path=/; Max-Age=604800; HttpOnly; Secure; SameSite=Lax"
            ),
            format!("csrf_token={csrf}; Path=/; Max-Age=604800; Secure; SameSite=Lax"),
        ]
    );
    assert_eq!(claims(&access)["sid"], claims(&refresh)["sid"]);
    assert_eq!(claims(&refresh)["email"], "alice@example.test");
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_its_session_lasts_with_the_next() {
    let target = Target::documents().await;
    let first = target.session_of("alice").await;
    target.advance(6 * 24 * 3600, false).await;
    assert_eq!(target.who_with(&first.access).await, "401");
    let answer = refresh(&target, &first.refresh).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.cookies().len(), 3);
    let second = Login::read(&answer);
    assert_ne!(second.refresh, first.refresh);
    assert_eq!(target.who_with(&second.access).await, "alice");
    target.advance(6 * 24 * 3600, false).await;
    let third = Login::read(&refresh(&target, &second.refresh).await);
    target.advance(7 * 24 * 3600, false).await;
    let answer = refresh(&target, &third.refresh).await;
    assert_eq!(
        (answer.status, answer.detail()),
        (401, "Token expired".to_owned())
    );
}

#[tokio::test]
async fn a_replay_ends_every_session_of_its_user_and_of_nobody_else() {
    let target = Target::documents().await;
    let (first, other) = (
        target.session_of("alice").await,
        target.session_of("alice").await,
    );
    let bob = target.login("bob").await;
    let next = Login::read(&refresh(&target, &first.refresh).await);
    assert_eq!(target.who_with(&other.access).await, "alice");
    let replayed = refresh(&target, &first.refresh).await;
    assert_eq!(replayed.status, 401);
    assert_eq!(replayed.cookies().len(), 3, "cleared");
    for token in [&next.access, &other.access, &first.access] {
        assert_eq!(target.who_with(token).await, "401");
    }
    for token in [&next.refresh, &other.refresh] {
        assert_eq!(refresh(&target, token).await.status, 401);
    }
    assert_eq!(target.who_with(&bob).await, "bob");
    // Once the session is over, its old tokens end nothing more.
    let back = target.login("alice").await;
    assert_eq!(refresh(&target, &first.refresh).await.status, 401);
    assert_eq!(target.who_with(&back).await, "alice");
}

#[tokio::test]
async fn a_refresh_token_comes_from_the_cookie_first_and_none_is_401() {
    let target = Target::documents().await;
    let given = |token: &str| json!({"refresh_token": token});
    let token = target.session_of("alice").await.refresh;
    let bad_body = Request::post(REFRESH)
        .cookie("refresh_token", &token)
        .json(&given("x"));
    assert_eq!(target.send(bad_body).await.status, 200);
    let token = target.session_of("alice").await.refresh;
    let bad_cookie = Request::post(REFRESH)
        .cookie("refresh_token", "x")
        .json(&given(&token));
    assert_eq!(target.send(bad_cookie).await.status, 401);
    let body = Request::post(REFRESH).json(&given(&token));
    assert_eq!(target.send(body).await.status, 200);
    for request in [
        Request::post(REFRESH),
        Request::post(REFRESH).json(&json!({})),
        Request::post(REFRESH).json(&json!({"refresh_token": 1})),
    ] {
        let answer = target.send(request).await;
        assert_eq!((answer.status, answer.cookies().len()), (401, 0));
    }
}

#[tokio::test]
async fn another_role_or_address_logs_out_at_the_refresh() {
    for (what, body) in [
        ("/role", json!({"role": "admin"})),
        ("/email", json!({"email": "moved@example.test"})),
    ] {
        let target = Target::documents().await;
        let carol = target.newcomer("carol").await;
        target.administer("POST", "carol", what, Some(body)).await;
        let answer = refresh(&target, &carol.refresh).await;
        assert_eq!((answer.status, answer.cookies().len()), (401, 3), "{what}");
        assert_eq!(target.who_with(&carol.access).await, "401", "{what}");
    }
}

#[tokio::test]
async fn who_is_gone_is_out_at_once() {
    for (method, what) in [("POST", "/disable"), ("DELETE", "")] {
        let target = Target::documents().await;
        let carol = target.newcomer("carol").await;
        target.administer(method, "carol", what, None).await;
        assert_eq!(target.who_with(&carol.access).await, "401");
        assert_eq!(refresh(&target, &carol.refresh).await.status, 401);
    }
}
