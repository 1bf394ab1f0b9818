//! What opens a socket, and what ends it.

use serde_json::json;

use crate::support::{Target, socket::Knock};

const SOCKET: &str = "/v1/workspace/ws";

#[tokio::test]
async fn tickets_and_access_tokens_open_it_at_each_place() {
    let target = Target::workspace().await;
    let access = target.login("alice").await;
    for place in ["header", "query", "subprotocol"] {
        for token in [target.ticket(&access).await, access.clone()] {
            let knock = match place {
                "header" => Knock::at(SOCKET).with("X-WS-Token", &[&token]),
                "query" => Knock::at(&format!("{SOCKET}?token={token}")),
                _ => {
                    let offer = format!("bearer, {token}");
                    Knock::at(SOCKET).with("Sec-WebSocket-Protocol", &[&offer])
                }
            };
            assert_eq!(knock.fate(&target).await, "open", "{place}");
        }
    }
    let bearer = Knock::at(SOCKET).with("Authorization", &[&format!("Bearer {access}")]);
    assert_eq!(bearer.fate(&target).await, "status 401");
    let cookie = Knock::at(SOCKET).with("Cookie", &[&format!("access_token={access}")]);
    assert_eq!(cookie.fate(&target).await, "status 401");
}

#[tokio::test]
async fn the_token_is_never_repeated_as_subprotocol() {
    let target = Target::workspace().await;
    let access = target.login("alice").await;
    for (offer, status, spoken) in [
        (format!("bearer, {access}"), 101, Some("bearer")),
        (format!("bearer,{access}"), 101, Some("bearer")),
        (format!("{access}, bearer"), 401, None),
        (format!("bearer, {access}, chat"), 401, None),
        ("bearer".to_owned(), 401, None),
        ("chat".to_owned(), 401, None),
    ] {
        let knock = Knock::at(SOCKET).with("Sec-WebSocket-Protocol", &[&offer]);
        let answer = knock.head(&mut target.connect().await).await;
        assert_eq!(answer.status, status, "{offer:.9}");
        assert_eq!(answer.header("sec-websocket-protocol"), spoken);
    }
}

#[tokio::test]
async fn the_first_place_counts_and_doubt_is_refused() {
    let target = Target::workspace().await;
    let token = target.login("alice").await;
    let with =
        |header: &[&str]| Knock::at(&format!("{SOCKET}?token={token}")).with("X-WS-Token", header);
    for (header, fate) in [
        (vec![token.as_str()], "open"),
        (vec!["x"], "status 401"),
        (vec![""], "status 401"),
        (vec![token.as_str(), token.as_str()], "status 401"),
    ] {
        assert_eq!(with(&header).fate(&target).await, fate, "{header:?}");
    }
    let query = format!("{SOCKET}?token=x");
    let offer = format!("bearer, {token}");
    let knock = Knock::at(&query).with("Sec-WebSocket-Protocol", &[&offer]);
    assert_eq!(knock.fate(&target).await, "status 401");
}

#[tokio::test]
async fn a_ticket_opens_one_socket_however_many_try() {
    let target = Target::workspace().await;
    let ticket = target.ticket(&target.login("alice").await).await;
    let knock = target.knock(Some(&ticket)).await;
    let fates = futures_util::future::join_all((0..8).map(|_| knock.clone().fate(&target))).await;
    let open = fates.iter().filter(|fate| *fate == "open").count();
    let refused = fates.iter().filter(|fate| *fate == "status 401").count();
    assert_eq!((open, refused), (1, 7), "{fates:?}");
    let late = target.ticket(&target.login("alice").await).await;
    target.advance(60, false).await;
    let late = target.knock(Some(&late)).await;
    assert_eq!(late.fate(&target).await, "status 401");
}

#[tokio::test]
async fn nothing_is_said_before_the_first_message() {
    let target = Target::workspace().await;
    let token = target.login("alice").await;
    let open = async || Knock::at("/v1/workspace/ws/first").open(&target).await;
    let mut client = open().await;
    let first = json!({"type": "auth", "token": token}).to_string();
    assert_eq!(client.ask(&first).await, json!({"type": "authenticated"}));
    assert_eq!(client.fate().await, "open");
    for wrong in [
        r#"{"type":"ping"}"#,
        r#"{"type":"auth"}"#,
        r#"{"type":"auth","token":"x"}"#,
        "",
    ] {
        let mut client = open().await;
        client.send(wrong).await;
        assert_eq!(
            client.closed().await,
            "close 4401 Not authenticated",
            "{wrong}"
        );
    }
    let mut silent = open().await;
    target.advance(2, true).await;
    assert_eq!(silent.closed().await, "close 4401 Not authenticated");
    let foreign = Knock::at("/v1/workspace/ws/first").with("Origin", &["https://evil.test"]);
    assert_eq!(foreign.fate(&target).await, "status 403");
}

#[tokio::test]
async fn every_chat_message_gets_its_own_answer_in_order() {
    let target = Target::workspace().await;
    let mut client = target.chat(&target.login("alice").await).await;
    for id in ["1", "2", "3"] {
        client
            .send(&json!({"type": "chat", "id": id}).to_string())
            .await;
    }
    for id in ["1", "2", "3"] {
        assert_eq!(client.json().await, json!({"type": "chat", "reply-to": id}));
    }
    for _ in 3..10 {
        client.say(r#"{"type":"ping"}"#).await;
        assert_eq!(client.json().await["type"], "pong");
    }
    assert_eq!(
        client.ask(r#"{"type":"ping"}"#).await["code"],
        "rate_limited"
    );
    let mut other = target.chat(&target.login("alice").await).await;
    other.send(r#"{"type":"exec"}"#).await;
    assert_eq!(other.closed().await, "close 1003 Message not understood");
}

#[tokio::test]
async fn sockets_of_other_sessions_stay() {
    let target = Target::workspace().await;
    let (one, other) = (target.login("bob").await, target.login("bob").await);
    let (mut mine, mut theirs) = (target.chat(&one).await, target.chat(&other).await);
    target.log_out(&one).await;
    assert_eq!(mine.closed().await, "close 4401 Session ended");
    assert_eq!(theirs.fate().await, "open");
}

#[tokio::test]
async fn a_ticket_may_end_and_its_socket_goes_on() {
    let target = Target::workspace().await;
    let token = target.login("alice").await;
    let mut by_ticket = target.chat(&token).await;
    let mut by_token = target.knock(Some(&token)).await.open(&target).await;
    target.advance(899, true).await;
    assert_eq!(by_token.fate().await, "open");
    target.advance(1, true).await;
    assert_eq!(by_token.closed().await, "close 4401 Token expired");
    assert_eq!(by_ticket.fate().await, "open");
    target.advance(3600, false).await;
    assert_eq!(by_ticket.fate().await, "open", "only the day went on");
    target.advance(2700, true).await;
    assert_eq!(by_ticket.closed().await, "close 4408 Lifetime exceeded");
}

#[tokio::test]
async fn the_fourth_socket_of_a_user_is_refused() {
    let target = Target::workspace().await;
    let token = target.login("alice").await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(target.chat(&token).await);
    }
    let knock = target.knock(Some(&token)).await;
    assert_eq!(
        knock.clone().fate(&target).await,
        "close 1008 Too many connections"
    );
    held.pop().unwrap().close().await;
    assert_eq!(knock.fate(&target).await, "open");
}
