//! System `assistant`: the echo socket with the token in its path.

use futures_util::SinkExt;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Target, http::Request, socket::Knock};

#[tokio::test]
async fn each_text_comes_back() {
    let target = Target::assistant().await;
    let mut client = target
        .knock(Some(&target.login("bob").await))
        .await
        .open(&target)
        .await;
    for text in ["hello", "", "\u{1f600}", r#"{"type":"ping"}"#] {
        client.send(text).await;
        assert_eq!(client.text().await, format!("Echo: {text}"));
    }
}

#[tokio::test]
async fn a_binary_frame_closes_1003_and_the_service_lives() {
    let target = Target::assistant().await;
    let knock = target.knock(Some(&target.login("alice").await)).await;
    let mut client = knock.clone().open(&target).await;
    client.0.send(Message::binary(vec![0, 1])).await.unwrap();
    assert_eq!(client.closed().await, "close 1003 Text only");
    assert_eq!(knock.fate(&target).await, "open");
}

#[tokio::test]
async fn no_token_matches_no_route() {
    let target = Target::assistant().await;
    let token = target.login("alice").await;
    for path in [
        "/ws",
        "/ws/",
        &format!("/ws/{token}/x"),
        "/ws//",
        "/__test/audit",
    ] {
        assert_eq!(Knock::at(path).fate(&target).await, "status 404", "{path}");
        assert_eq!(
            target.send(Request::get(path)).await.detail(),
            "Not Found",
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_refusal_is_accepted_and_closed_without_any_data() {
    let target = Target::assistant().await;
    let forge = target.forge();
    let expired = forge.claiming("exp", 1.into());
    let empty = forge.sign(&forge.header(), &serde_json::json!({}));
    for token in ["x", &expired, &empty] {
        assert_eq!(
            target.knock(Some(token)).await.fate(&target).await,
            "close 1008 Invalid token"
        );
    }
}

#[tokio::test]
async fn neither_origin_nor_host_is_asked_for() {
    let target = Target::assistant().await;
    let knock = target.knock(Some(&target.login("alice").await)).await;
    for (name, values) in [
        ("Origin", &["https://evil.test"][..]),
        ("Origin", &[]),
        ("Host", &["evil.test"]),
    ] {
        assert_eq!(
            knock.clone().with(name, values).fate(&target).await,
            "open",
            "{name}"
        );
    }
}

#[tokio::test]
async fn the_token_may_be_percent_encoded() {
    let target = Target::assistant().await;
    let token = target.login("alice").await.replace('.', "%2E");
    assert_eq!(target.knock(Some(&token)).await.fate(&target).await, "open");
}
