//! Logging in: the answer, wrong passwords, and bodies that are not a login.

use gateproof_reference::System;
use serde_json::{Value, json};

use crate::support::{Target, http::Request};

#[tokio::test]
async fn a_login_answers_a_token_that_nobody_may_store() {
    for (system, keys) in [
        (
            System::Sessions,
            vec!["access_token", "token_type", "expires_in"],
        ),
        (System::Assistant, vec!["access_token", "token_type"]),
        (
            System::Workspace,
            vec!["access_token", "token_type", "expires_in", "refresh_token"],
        ),
        (
            System::Quiz,
            vec!["access_token", "token_type", "expires_in"],
        ),
        (
            System::Documents,
            vec!["access_token", "token_type", "expires_in", "refresh_token"],
        ),
    ] {
        let target = Target::start(system, &[]).await;
        let answer = target.log_in("alice").await;
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let json = answer.json();
        assert_eq!(json.as_object().unwrap().keys().collect::<Vec<_>>(), keys);
        assert_eq!(json["token_type"], "bearer");
        if system == System::Sessions {
            assert_eq!(json["expires_in"], 3600);
        }
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_are_refused_alike() {
    for system in System::ALL {
        let target = Target::start(system, &[]).await;
        let password = target.password("alice").await;
        let password = password.as_str();
        for (username, password) in [("alice", "wrong"), ("bob", password), ("carol", password)] {
            let body = target.credentials(username, password);
            let answer = target
                .send(Request::post(target.login_path()).json(&body))
                .await;
            assert_eq!(
                (answer.status, answer.detail().as_str()),
                (401, "Invalid credentials")
            );
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        }
    }
}

#[tokio::test]
async fn a_body_that_is_no_login_is_refused_as_json() {
    let target = Target::sessions().await;
    let password = target.variable("ALICE_PASSWORD");
    let valid = json!({"username": "alice", "password": password}).to_string();
    let bodies = [
        "".to_owned(),
        "{".to_owned(),
        "null".to_owned(),
        json!(["alice", password]).to_string(),
        json!({"username": "alice"}).to_string(),
        json!({"username": "alice", "password": 1}).to_string(),
        json!({"username": "alice", "password": password, "admin": true}).to_string(),
        format!(r#"{{"username":"alice","username":"alice","password":"{password}"}}"#),
        format!("{valid} trailing"),
    ];
    for body in bodies {
        let answer = login(&target, Some("application/json"), body.as_bytes()).await;
        assert_eq!(
            answer,
            (422, json!({"detail": "Invalid request body"})),
            "{body}"
        );
    }
    let invalid_utf8 = b"{\"username\":\"\xff\",\"password\":\"x\"}";
    assert_eq!(
        login(&target, Some("application/json"), invalid_utf8)
            .await
            .0,
        422
    );

    for content_type in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
    ] {
        assert_eq!(
            login(&target, content_type, valid.as_bytes()).await.0,
            422,
            "{content_type:?}"
        );
    }
    for content_type in ["application/json", "Application/JSON; charset=utf-8"] {
        assert_eq!(
            login(&target, Some(content_type), valid.as_bytes()).await.0,
            200
        );
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let target = Target::sessions().await;
    let body = json!({"username": "alice", "password": "x".repeat(64 * 1024)}).to_string();
    let answer = login(&target, Some("application/json"), body.as_bytes()).await;
    assert_eq!(answer, (413, json!({"detail": "Body too large"})));
}

async fn login(target: &Target, content_type: Option<&str>, body: &[u8]) -> (u16, Value) {
    let answer = target
        .send(Request::post(target.login_path()).body(content_type, body))
        .await;
    (answer.status, answer.json())
}
