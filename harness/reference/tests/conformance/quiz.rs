//! The system `quiz`, line by line: keys by name, claims, the double-submit pair, cookies, bodies.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Value, json};

use crate::support::{
    ORIGIN, Target,
    forge::{Key, now},
    http::Request,
    socket::Knock,
};

#[tokio::test]
async fn another_library_verifies_what_is_issued() {
    let target = Target::quiz().await;
    let jwk = target.key().jwk();
    let part = |name: &str| jwk[name].as_str().unwrap();
    let key = DecodingKey::from_rsa_components(part("n"), part("e")).unwrap();
    let mut validation = Validation::new(Algorithm::RS256);
    validation.set_audience(&["quiz-api"]);
    validation.set_issuer(&["quiz"]);
    let token = target.login("bob").await;
    let decoded = jsonwebtoken::decode::<Value>(&token, &key, &validation).unwrap();
    assert_eq!(decoded.header.kid.as_deref(), Some("quiz-3"));
    assert_eq!(decoded.claims["type"], "access");
}

#[tokio::test]
async fn the_current_and_the_previous_key_verify_and_no_other() {
    let target = Target::quiz().await;
    let with = |variable: &str| {
        target
            .forge()
            .with_key(Key::from_pem(target.variable(variable)))
    };
    let (current, previous) = (with("PRIVATE_KEY"), with("PREVIOUS_PRIVATE_KEY"));
    let retired = with("RETIRED_PRIVATE_KEY");
    for (token, who) in [
        (current.heading("kid", json!("quiz-3")), "alice"),
        (previous.heading("kid", json!("quiz-2")), "alice"),
        (retired.heading("kid", json!("quiz-1")), "401"),
        (current.heading("kid", json!("quiz-2")), "401"),
        (previous.heading("kid", json!("quiz-3")), "401"),
        (current.heading("kid", json!("quiz-4")), "401"),
        (current.heading("kid", json!("")), "401"),
        (current.heading("kid", json!(3)), "401"),
        (current.heading("kid", Value::Null), "401"),
        (target.forge().stranger().valid(), "401"),
    ] {
        assert_eq!(target.who_with(&token).await, who, "{token}");
    }
}

#[tokio::test]
async fn the_method_is_looked_at_before_the_key() {
    let target = Target::quiz().await;
    let pem = target.variable("PUBLIC_KEY");
    for secret in [pem, pem.trim_end()] {
        let confused = target.forge().with_secret(secret);
        for kid in [Value::Null, json!("quiz-3")] {
            let token = confused.heading("kid", kid);
            assert_eq!(target.who_with(&token).await, "401");
        }
    }
    let forge = target.forge();
    for token in [forge.signed_longer(), forge.signed_as("none", "")] {
        assert_eq!(target.who_with(&token).await, "401");
    }
}

#[tokio::test]
async fn expired_is_told_from_invalid_and_no_more() {
    let target = Target::quiz().await;
    let forge = target.forge();
    for (token, detail) in [
        (forge.claiming("exp", json!(now() - 1)), "Token expired"),
        (forge.claiming("nbf", json!(now() + 60)), "Invalid token"),
        (forge.claiming("iat", json!(now() + 60)), "Invalid token"),
        (forge.claiming("iat", json!("now")), "Invalid token"),
        (forge.claiming("iss", json!("other")), "Invalid token"),
        (forge.claiming("aud", json!("other")), "Invalid token"),
        (forge.claiming("sid", json!("other")), "Invalid token"),
    ] {
        let answer = target.me_with(&token).await;
        assert_eq!((answer.status, answer.detail().as_str()), (401, detail));
    }
}

#[tokio::test]
async fn cookies_are_for_this_host_and_the_pair_is_readable() {
    let target = Target::quiz().await;
    let answer = target.log_in("alice").await;
    let [session, refresh, csrf] = answer.cookies()[..] else {
        panic!("{answer:?}")
    };
    let token = answer.cookie("__Host-session");
    assert_eq!(answer.json()["access_token"], token.as_str());
    let attributes = "Path=/; Max-Age=1800; HttpOnly; Secure; SameSite=Lax";
    assert_eq!(session, format!("__Host-session={token}; {attributes}"));
    let token_of_refresh = answer.cookie("__Host-refresh");
    let attributes = "Path=/; Max-Age=604800; HttpOnly; Secure; SameSite=Lax";
    assert_eq!(
        refresh,
        format!("__Host-refresh={token_of_refresh}; {attributes}")
    );
    let pair = answer.cookie("__Host-csrf");
    let attributes = "Path=/; Max-Age=1800; Secure; SameSite=Lax";
    assert_eq!(csrf, format!("__Host-csrf={pair}; {attributes}"));
    let me = Request::get("/api/me").cookie("__Host-session", &token);
    assert_eq!(target.who(me).await, "alice");
}

#[tokio::test]
async fn whatever_changes_something_needs_the_pair_of_its_session() {
    let target = Target::quiz().await;
    let login = target.session_of("alice").await;
    let (own, foreign) = (login.csrf, target.session_of("bob").await.csrf);
    let stale = target.session_of("alice").await.csrf;
    let (own, foreign, stale) = (own.as_str(), foreign.as_str(), stale.as_str());
    let paths = [
        ("POST", "/api/quizzes"),
        ("PATCH", "/api/profile"),
        ("DELETE", "/api/sessions/unknown"),
        ("POST", "/api/logout"),
    ];
    for (method, path) in paths {
        for (cookie, header) in [
            (None, None),
            (Some(own), None),
            (None, Some(own)),
            (Some(own), Some("other")),
            (Some(""), Some("")),
            (Some("x"), Some("x")),
            (Some(foreign), Some(foreign)),
            (Some(stale), Some(stale)),
        ] {
            let mut request = Request::new(method, path)
                .bearer(&login.access)
                .json(&json!({}));
            if let Some(value) = cookie {
                request = request.cookie("__Host-csrf", value);
            }
            if let Some(value) = header {
                request = request.header("X-CSRF-Token", value);
            }
            let answer = target.send(request).await;
            assert_eq!(answer.status, 403, "{method} {path} {cookie:?} {header:?}");
        }
    }
    let anonymous = Request::post("/api/quizzes").json(&json!({"title": "x"}));
    assert_eq!(target.send(anonymous).await.status, 401);
    let body = json!({"title": "Capitals"});
    let written = target.post("/v1/quizzes", &login.access, Some(body)).await;
    assert_eq!(
        (written.status, &written.json()["title"]),
        (200, &json!("Capitals"))
    );
    assert_eq!(target.log_out(&login.access).await.cookies().len(), 3);
    assert_eq!(target.who_with(&login.access).await, "401");
}

#[tokio::test]
async fn a_bad_body_is_400_in_json() {
    let target = Target::quiz().await;
    let token = target.login("alice").await;
    let request = |content_type: &'static str, body: &'static str| {
        let request = Request::post("/api/quizzes").bearer(&token);
        target
            .genuine(request, &token)
            .body(Some(content_type), body)
    };
    for (content_type, body) in [
        ("application/json", ""),
        ("application/json", "{"),
        ("application/json", "[]"),
        ("application/json", "{}"),
        ("application/json", r#"{"title":1}"#),
        ("application/json", r#"{"title":"x","more":1}"#),
        ("text/plain", r#"{"title":"x"}"#),
    ] {
        let answer = target.send(request(content_type, body)).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.json()["detail"].is_array());
    }
    let login = Request::post("/api/login").body(Some("application/json"), "{");
    assert_eq!(target.send(login).await.status, 400);
}

#[tokio::test]
async fn a_page_opens_the_socket_with_its_cookie_and_no_other_page_does() {
    let target = Target::quiz().await;
    let token = target.login("alice").await;
    let cookie = format!("__Host-session={token}");
    let knock = || Knock::at("/api/ws").with("Cookie", &[&cookie]);
    assert_eq!(knock().fate(&target).await, "open");
    for origins in [
        &["https://evil.test"][..],
        &["null"],
        &[],
        &[ORIGIN, ORIGIN],
    ] {
        let foreign = knock().with("Origin", origins).fate(&target).await;
        assert_eq!(foreign, "status 403", "{origins:?}");
    }
    let bad = Knock::at("/api/ws")
        .with("Cookie", &["__Host-session=x"])
        .with("Authorization", &[&format!("Bearer {token}")]);
    assert_eq!(bad.fate(&target).await, "status 401", "the cookie counts");
    assert_eq!(Knock::at("/api/ws").fate(&target).await, "status 401");
    let mut client = knock().open(&target).await;
    target.log_out(&token).await;
    assert_eq!(client.closed().await, "close 4401 Session ended");
}

#[tokio::test]
async fn the_sixth_session_evicts_the_oldest_and_the_list_shows_no_token() {
    let target = Target::quiz().await;
    let mut tokens = Vec::new();
    for _ in 0..6 {
        tokens.push(target.login("bob").await);
    }
    assert_eq!(target.who_with(&tokens[0]).await, "401");
    let list = Request::get("/api/sessions").bearer(&tokens[5]);
    let list = target.send(list).await;
    assert_eq!(list.json()["sessions"].as_array().unwrap().len(), 5);
    assert!(tokens.iter().all(|token| !list.body.contains(token)));
}

#[tokio::test]
async fn an_evicted_session_takes_its_socket_with_it() {
    let target = Target::quiz().await;
    let token = target.login("bob").await;
    let session = format!("__Host-session={token}");
    let knock = Knock::at("/api/ws").with("Cookie", &[&session]);
    let mut client = knock.open(&target).await;
    for _ in 0..5 {
        target.login("bob").await;
    }
    assert_eq!(client.closed().await, "close 4401 Session ended");
}

#[tokio::test]
async fn a_refresh_token_is_good_for_ten_more_seconds_and_then_ends_its_session() {
    let target = Target::quiz().await;
    let login = target.session_of("alice").await;
    let refresh = async |token: &str| {
        let request = Request::post("/api/refresh").cookie("__Host-refresh", token);
        target.send(request).await
    };
    let first = refresh(&login.refresh).await;
    assert_eq!(first.status, 200);
    assert!(first.json().get("refresh_token").is_none());
    target.advance(9, false).await;
    let again = refresh(&login.refresh).await;
    assert_eq!(again.status, 200);
    let next = again.cookie("__Host-refresh");
    assert_ne!(next, login.refresh);
    assert_eq!(target.who_with(&login.access).await, "alice");
    target.advance(1, false).await;
    assert_eq!(refresh(&login.refresh).await.status, 401);
    assert_eq!(refresh(&next).await.status, 401);
    assert_eq!(target.who_with(&login.access).await, "401");
}
