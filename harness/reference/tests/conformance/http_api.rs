//! The HTTP half of `sessions`, line by line, and how every system refuses what is not theirs.

use gateproof_reference::System;
use serde_json::json;

use crate::support::{Target, http::Request};

#[tokio::test]
async fn health_needs_no_token() {
    let sessions = Target::sessions().await.send(Request::get("/health")).await;
    assert_eq!(
        (sessions.status, sessions.json()),
        (200, json!({"status": "ok"}))
    );
    let assistant = Target::assistant()
        .await
        .send(Request::get("/health"))
        .await;
    assert_eq!(
        (assistant.status, assistant.json()),
        (200, json!({"status": "healthy"}))
    );
}

#[tokio::test]
async fn me_names_the_caller() {
    for system in System::ALL {
        let target = Target::start(system, &[]).await;
        for user in ["alice", "bob"] {
            let answer = target.me_with(&target.login(user).await).await;
            assert_eq!((answer.status, target.name(&answer).as_str()), (200, user));
        }
    }
}

#[tokio::test]
async fn the_scheme_is_compared_without_case() {
    let target = Target::sessions().await;
    let token = target.login("alice").await;
    for scheme in ["bearer", "BEARER", "BeArEr"] {
        assert_eq!(
            target.me(Some(&format!("{scheme} {token}"))).await.status,
            200,
            "{scheme}"
        );
    }
}

#[tokio::test]
async fn without_credentials_the_challenge_names_no_error() {
    for system in System::ALL {
        let target = Target::start(system, &[]).await;
        for authorization in [None, Some("Basic YTpi"), Some("Token x")] {
            let answer = target.me(authorization).await;
            assert_eq!(answer.status, 401);
            let challenge = format!(r#"Bearer realm="{system}""#);
            assert_eq!(answer.header("www-authenticate"), Some(challenge.as_str()));
            assert_eq!(answer.detail(), "Not authenticated");
        }
    }
}

#[tokio::test]
async fn several_authorization_headers_are_refused() {
    let target = Target::sessions().await;
    let token = target.login("alice").await;
    let answer = target
        .send(Request::get("/me").bearer(&token).bearer(&token))
        .await;
    assert_eq!(
        (answer.status, answer.detail().as_str()),
        (401, "Invalid token")
    );
}

#[tokio::test]
async fn every_user_has_one_stable_session() {
    let target = Target::sessions().await;
    let (alice, bob) = (target.login("alice").await, target.login("bob").await);
    let session = target.session(&alice).await;
    assert_eq!(session.len(), 36);
    assert_eq!(session, target.session(&alice).await);
    assert_ne!(session, target.session(&bob).await);
    assert_eq!(
        target.send(Request::get("/sessions/mine")).await.status,
        401
    );
}

#[tokio::test]
async fn a_foreign_session_looks_like_an_unknown_one() {
    let target = Target::sessions().await;
    let (alice, bob) = (target.login("alice").await, target.login("bob").await);
    let own = target
        .publish(&alice, &target.session(&alice).await, "hello")
        .await;
    assert_eq!((own.status, own.json()), (202, json!({"delivered": 0})));

    let foreign = target
        .publish(&alice, &target.session(&bob).await, "hello")
        .await;
    let unknown = target
        .publish(&alice, "0b3e2f1c-0000-4000-8000-000000000000", "hello")
        .await;
    let undecodable = target.publish(&alice, "%ff", "hello").await;
    assert_eq!(foreign.status, 404);
    assert_eq!(
        (foreign.status, &foreign.body),
        (unknown.status, &unknown.body)
    );
    assert_eq!(
        (foreign.status, &foreign.body),
        (undecodable.status, &undecodable.body)
    );
}

#[tokio::test]
async fn events_are_read_strictly() {
    let target = Target::sessions().await;
    let token = target.login("alice").await;
    let path = format!("/sessions/{}/events", target.session(&token).await);
    for body in [
        json!({}),
        json!({"message": 1}),
        json!({"message": "x", "more": 1}),
        json!([]),
    ] {
        let answer = target
            .send(Request::post(&path).bearer(&token).json(&body))
            .await;
        assert_eq!(
            (answer.status, answer.detail().as_str()),
            (422, "Invalid request body")
        );
    }
    let anonymous = target.send(Request::post(&path).json(&json!([]))).await;
    assert_eq!(
        anonymous.status, 401,
        "authentication comes before the body"
    );
}

#[tokio::test]
async fn unknown_paths_and_methods_are_answered_as_json() {
    for system in System::ALL {
        let target = Target::start(system, &[]).await;
        let unknown = target.send(Request::get("/nowhere")).await;
        assert_eq!(
            (unknown.status, unknown.detail().as_str()),
            (404, "Not Found")
        );
        let delete = target.send(Request::new("DELETE", target.me_path())).await;
        assert_eq!(
            (delete.status, delete.detail().as_str()),
            (405, "Method Not Allowed")
        );
        assert_eq!(delete.header("allow"), Some("GET,HEAD"));
        let get = target.send(Request::get(target.login_path())).await;
        assert_eq!((get.status, get.header("allow")), (405, Some("POST")));
    }
}
