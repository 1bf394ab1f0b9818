//! Credentials of a socket that stand in a subprotocol or in its first message, and sockets that say
//! nothing at first.

use crate::support::files::{TOKEN, play, scenario, target};
use crate::support::http::{Asked, no};
use crate::support::socket::{Ws, close, heard, say, sockets};
use crate::support::stage::{Played, Stage};
use model::verdict::Kind;

const FIRST: &str = r#"  socket:
    ws: /ws
    needs: [{ access: { places: [{ message: token }] } }]
    first: { json: { type: auth } }
    proof: { answers: ping }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }"#;

/// Lets in who says the token in the first message; `strict` ends the others, and who says nothing.
async fn first_message(mut socket: Ws, strict: bool, pointer: &str) {
    let patience = std::time::Duration::from_millis(100);
    let first = tokio::time::timeout(patience, heard(&mut socket)).await;
    let known = match &first {
        Ok(Some(text)) => {
            let said: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
            said["type"] == "auth" && said.pointer(pointer) == Some(&TOKEN.into())
        }
        _ => false,
    };
    if strict && !known {
        return close(&mut socket, 4401, "no").await;
    }
    while let Some(text) = heard(&mut socket).await {
        if text == "ping" {
            say(&mut socket, "pong").await;
        }
    }
}

async fn first(strict: bool, (place, pointer): (&str, &'static str)) -> Played {
    let talk = move |socket, _| first_message(socket, strict, pointer);
    let address = sockets(|_| None, talk).await;
    let steps = r#"open: { op: socket, control: both }
        open: { op: socket, credential: [{ place: message, is: none }], probe: unsaid }
        open: { op: socket, credential: [{ place: message, is: { value: garbage } }], probe: wrong }"#;
    let expect = "{ probes: [unsaid, wrong], is: { refused: unauthenticated }, level: must }";
    let ops = FIRST.replace("message: token", &format!("message: {place}"));
    play(&address, &ops, (steps, expect)).await
}

#[tokio::test]
async fn a_token_in_the_first_message() {
    for place in [
        ("token", "/token"),
        ("payload.auth.token", "/payload/auth/token"),
    ] {
        first(true, place).await.is(Kind::Pass, "hold");
        first(false, place)
            .await
            .is(Kind::Fail, "wrong: wanted refused");
    }
}

#[tokio::test]
async fn a_token_has_no_place_inside_of_a_text() {
    first(true, ("type.token", "/token"))
        .await
        .is(Kind::Error, "not all of the way are objects");
}

async fn silent(strict: bool) -> Played {
    let talk = move |socket, _| first_message(socket, strict, "/token");
    let address = sockets(|_| None, talk).await;
    let steps = r#"open: { op: socket, control: both }
        open: { op: socket, socket: mute, silent: true }
        await: { socket: mute, for: end, within: 1s, probe: ended }"#;
    let expect = "{ probe: ended, is: { ended: first-message }, level: contract }";
    let contract = "  endings: { first-message: [{ close: { code: 4401 } }] }";
    let target = target(&address, FIRST, contract);
    Stage::new(target, scenario(steps, expect))
        .secret("TOKEN", TOKEN)
        .play()
        .await
}

#[tokio::test]
async fn who_says_nothing_is_not_kept() {
    silent(true).await.is(Kind::Pass, "hold");
    silent(false).await.is(Kind::Fail, "stayed open");
}

const SUBPROTOCOL: &str = r#"  socket:
    ws: /ws
    subprotocols: [chat]
    needs: [{ access: { places: [{ subprotocol: "token." }] } }]
    proof: { answers: ping }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }"#;

async fn subprotocol(checked: bool) -> Played {
    let gate = move |asked: &Asked| {
        let wanted = format!("sec-websocket-protocol: chat, token.{}", TOKEN).to_lowercase();
        let carries = asked.headers.to_lowercase().contains(&wanted);
        (checked && !carries).then(no)
    };
    let address = sockets(gate, |socket, _| crate::support::socket::pongs(socket)).await;
    let steps = r#"open: { op: socket, control: both }
        open: { op: socket, credential: [{ place: subprotocol, is: none }], probe: unsaid }
        open: { op: socket, credential: [{ place: subprotocol, is: { value: garbage } }], probe: wrong }"#;
    let expect = "{ probes: [unsaid, wrong], is: { refused: unauthenticated }, level: must }";
    play(&address, SUBPROTOCOL, (steps, expect)).await
}

#[tokio::test]
async fn a_token_in_a_subprotocol() {
    subprotocol(true).await.is(Kind::Pass, "hold");
    subprotocol(false).await.is(Kind::Fail, "unsaid");
}

async fn told(reason: &'static str) -> Played {
    let serve = move |mut socket: Ws, asked: Asked| async move {
        match asked.carries(TOKEN) {
            true => crate::support::socket::pongs(socket).await,
            false => close(&mut socket, 4401, reason).await,
        }
    };
    let address = sockets(|_| None, serve).await;
    let ops = r#"  socket: { ws: /ws, needs: [access], proof: { answers: ping } }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }"#;
    let steps = r#"open: { op: socket, control: both }
        open: { op: socket, credential: [{ is: { value: garbage } }], probe: wrong }"#;
    let expect = "{ probe: wrong, frames: nothing-internal, level: must }";
    play(&address, ops, (steps, expect)).await
}

#[tokio::test]
async fn the_reason_of_a_close_tells_nothing_of_the_inside() {
    told("Invalid token").await.is(Kind::Pass, "hold");
    told("JWTDecodeError: not enough segments")
        .await
        .is(Kind::Fail, "the name of an exception");
}
