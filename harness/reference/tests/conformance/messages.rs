//! Messages of the `sessions` socket: the closed schema, and what stays usable after errors.

use futures_util::SinkExt;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Target, socket::Client};

async fn open() -> (Target, Client, String) {
    let target = Target::sessions().await;
    let token = target.login("alice").await;
    let session = target.session(&token).await;
    let client = target.knock(Some(&token)).await.open(&target).await;
    (target, client, session)
}

fn error(code: &str, message: &str) -> Value {
    json!({"type": "error", "payload": {"code": code, "message": message}})
}

#[tokio::test]
async fn a_ping_is_answered_with_or_without_an_empty_payload() {
    let (_target, mut client, _) = open().await;
    for ping in [
        json!({"type": "ping"}),
        json!({"type": "ping", "payload": {}}),
    ] {
        assert_eq!(client.ask(&ping.to_string()).await, json!({"type": "pong"}));
    }
}

#[tokio::test]
async fn subscribing_and_unsubscribing_is_confirmed() {
    let (_target, mut client, session) = open().await;
    for (asked, answered) in [("subscribe", "subscribed"), ("unsubscribe", "unsubscribed")] {
        let ask = json!({"type": asked, "payload": {"session_id": session}});
        let expected = json!({"type": answered, "payload": {"session_id": session}});
        assert_eq!(client.ask(&ask.to_string()).await, expected);
    }
}

#[tokio::test]
async fn foreign_and_unknown_sessions_are_forbidden_alike() {
    let (target, mut client, _) = open().await;
    let foreign = target.session(&target.login("bob").await).await;
    for id in [foreign.as_str(), "unknown"] {
        for kind in ["subscribe", "unsubscribe"] {
            let ask = json!({"type": kind, "payload": {"session_id": id}}).to_string();
            assert_eq!(client.ask(&ask).await, error("forbidden", "Access denied"));
        }
    }
    assert_eq!(client.fate().await, "open");
}

#[tokio::test]
async fn everything_else_is_invalid_and_the_connection_stays_usable() {
    let invalid = [
        "",
        "x",
        "{",
        "null",
        "[]",
        r#"["ping"]"#,
        r#""ping""#,
        "{}",
        r#"{"type":"exec"}"#,
        r#"{"type":"eval"}"#,
        r#"{"type":"shell"}"#,
        r#"{"type":"PING"}"#,
        r#"{"type":1}"#,
        r#"{"type":"ping","more":1}"#,
        r#"{"type":"ping","payload":null}"#,
        r#"{"type":"ping","payload":[]}"#,
        r#"{"type":"ping","payload":{"x":1}}"#,
        r#"{"type":"ping","type":"ping"}"#,
        r#"{"type":"subscribe"}"#,
        r#"{"type":"subscribe","payload":{}}"#,
        r#"{"type":"subscribe","payload":["x"]}"#,
        r#"{"type":"subscribe","payload":{"session_id":1}}"#,
        r#"{"type":"subscribe","payload":{"session_id":"x","more":1}}"#,
    ];
    // Few enough for the rate limit of one connection.
    for group in invalid.chunks(8) {
        let (_target, mut client, _) = open().await;
        for text in group {
            assert_eq!(
                client.ask(text).await,
                error("invalid_message", "Invalid message"),
                "{text}"
            );
        }
        assert_eq!(client.fate().await, "open");
    }
}

#[tokio::test]
async fn a_binary_message_is_invalid_too() {
    let (_target, mut client, _) = open().await;
    client
        .0
        .send(Message::binary(&br#"{"type":"ping"}"#[..]))
        .await
        .unwrap();
    assert_eq!(
        client.json().await,
        error("invalid_message", "Invalid message")
    );
    assert_eq!(client.fate().await, "open");
}

#[tokio::test]
async fn deep_nesting_is_only_invalid() {
    let (_target, mut client, _) = open().await;
    let deep = format!(r#"{{"type":"ping","payload":{}"#, r#"{"a":"#.repeat(5000));
    assert_eq!(
        client.ask(&deep).await,
        error("invalid_message", "Invalid message")
    );
    assert_eq!(client.fate().await, "open");
}
