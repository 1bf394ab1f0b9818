//! Events: who receives what, and when a reader is too slow.

use serde_json::{Value, json};

use crate::support::{Target, socket::Client};

async fn watch(target: &Target, user: &str) -> (String, String, Client) {
    let token = target.login(user).await;
    let session = target.session(&token).await;
    let path = format!("/ws/{session}?token={token}");
    let mut client = crate::support::socket::Knock::at(&path).open(target).await;
    let subscribe = json!({"type": "subscribe", "payload": {"session_id": session}});
    assert_eq!(
        client.ask(&subscribe.to_string()).await["type"],
        "subscribed"
    );
    (token, session, client)
}

async fn delivered(target: &Target, token: &str, session: &str, message: &str) -> Value {
    target.publish(token, session, message).await.json()["delivered"].clone()
}

#[tokio::test]
async fn every_subscriber_receives_each_event_once_and_in_order() {
    let target = Target::sessions().await;
    let (token, session, mut first) = watch(&target, "alice").await;
    let (_, _, mut second) = watch(&target, "alice").await;
    let (_, _, mut other) = watch(&target, "bob").await;
    for message in ["one", "two", "\"three\""] {
        assert_eq!(delivered(&target, &token, &session, message).await, 2);
    }
    for client in [&mut first, &mut second] {
        for message in ["one", "two", "\"three\""] {
            let payload = json!({"session_id": session, "message": message});
            assert_eq!(
                client.json().await,
                json!({"type": "event", "payload": payload})
            );
        }
    }
    assert_eq!(
        other.fate().await,
        "open",
        "a stranger's next message is its own pong"
    );
}

#[tokio::test]
async fn nobody_receives_after_unsubscribing_or_leaving() {
    let target = Target::sessions().await;
    let (token, session, mut client) = watch(&target, "alice").await;
    let (_, _, leaving) = watch(&target, "alice").await;
    leaving.close().await;
    assert_eq!(delivered(&target, &token, &session, "one").await, 1);
    assert_eq!(client.json().await["type"], "event");
    let unsubscribe = json!({"type": "unsubscribe", "payload": {"session_id": session}});
    assert_eq!(
        client.ask(&unsubscribe.to_string()).await["type"],
        "unsubscribed"
    );
    assert_eq!(delivered(&target, &token, &session, "two").await, 0);
    assert_eq!(client.fate().await, "open");
}

#[tokio::test]
async fn a_reader_that_stops_reading_is_dropped() {
    let target = Target::sessions().await;
    let (token, session, slow) = watch(&target, "alice").await;
    let message = "x".repeat(60_000);
    // Socket buffers and the queue hold a bounded number of events.
    for _ in 0..2_000 {
        if delivered(&target, &token, &session, &message).await == 0 {
            drop(slow);
            return;
        }
    }
    panic!("a reader that never reads is kept for ever");
}
