//! Sockets that talk all the time, before and after what was asked of them.

use std::time::Duration;

use crate::support::files::{TOKEN, play};
use crate::support::http::{Asked, no};
use crate::support::socket::{Ws, close, heard, pongs, say, sockets};
use futures_util::SinkExt;
use model::observation::{Manner, Outcome};
use model::verdict::Kind;
use tokio_tungstenite::tungstenite::Message;

const OPS: &str = r#"  socket: { ws: /ws, needs: [access], proof: { answers: ping } }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }
  read: { over: socket, inputs: { id: "1" }, send: { text: "read ${id}" }, proof: { contains: "note ${id}" } }"#;

/// Refuses sockets without the token on the handshake.
fn gate(asked: &Asked) -> Option<String> {
    (asked.path() == "/ws" && !asked.carries(TOKEN)).then(no)
}

/// Pushes a message whenever it can, answers `ping` in between, and says `marker` at the end.
async fn chatter(socket: Ws, pushes: usize) {
    use futures_util::StreamExt;
    let (mut out, mut into) = socket.split();
    let (answers, mut asked) = tokio::sync::mpsc::channel::<String>(8);
    tokio::spawn(async move {
        while let Some(Ok(message)) = into.next().await {
            if let Message::Text(text) = message
                && answers.send(text.to_string()).await.is_err()
            {
                return;
            }
        }
    });
    for number in 0..pushes {
        if asked.try_recv().is_ok_and(|text| text == "ping") {
            let _ = out.send(Message::Text("pong".into())).await;
        }
        let push = format!(r#"{{"type":"tick","n":{number}}}"#);
        if out.send(Message::Text(push.into())).await.is_err() {
            return;
        }
        tokio::task::yield_now().await;
    }
    let _ = out.send(Message::Text("marker".into())).await;
    while let Some(text) = asked.recv().await {
        if text == "ping" {
            let _ = out.send(Message::Text("pong".into())).await;
        }
    }
}

#[tokio::test]
async fn a_socket_that_pushes_all_the_time_can_be_judged() {
    let address = sockets(gate, |socket, _| chatter(socket, 400)).await;
    let steps = "open: { op: socket, control: both }
        open: { op: socket, credential: [{ is: none }], probe: bare }";
    let expect = "{ probe: bare, is: { refused: unauthenticated }, level: must }";
    let played = play(&address, OPS, (steps, expect)).await;
    played.is(Kind::Pass, "");
    assert_eq!(
        played.outcome("bare").to_string(),
        "refused: HTTP 401 on the handshake"
    );
}

#[tokio::test]
async fn a_flood_is_no_silence() {
    // What must not come, comes behind more than one act may hold.
    let address = sockets(gate, |socket, _| chatter(socket, 3000)).await;
    let steps = "open: { op: socket, socket: s, control: here }
        quiet: { socket: s, of: { equals: marker }, within: 800ms, probe: nothing }
        call: { op: whoami, control: here }";
    let steps = steps.replace(
        "call: { op: whoami, control: here }",
        "open: { op: socket, control: here }",
    );
    let expect = "{ probe: nothing, is: quiet, level: must }";
    let played = play(&address, OPS, (&steps, expect)).await;
    let verdict = played.verdict();
    assert_ne!(verdict.kind, Kind::Pass, "{}", verdict.reason);
}

#[tokio::test]
async fn a_flood_does_not_hide_an_end_nor_invent_one() {
    let address = sockets(gate, |mut socket, _| async move {
        for _ in 0..3000 {
            if !say(&mut socket, "pong").await {
                return;
            }
        }
        close(&mut socket, 4401, "over").await;
    })
    .await;
    let steps = "open: { op: socket, socket: s, control: here }
        await: { socket: s, for: end, within: 2s, probe: over }
        open: { op: socket, control: here }";
    let expect = "{ probe: over, is: not-accepted, level: must }";
    let verdict = play(&address, OPS, (steps, expect)).await.verdict();
    assert_ne!(verdict.kind, Kind::Fail, "{}", verdict.reason);
}

#[tokio::test]
async fn an_old_refusal_is_no_answer_to_what_is_asked_now() {
    // The first message is refused so late that the second is sent before.
    let address = sockets(gate, |mut socket, _| async move {
        while let Some(text) = heard(&mut socket).await {
            let answer = match text.as_str() {
                "ping" => "pong",
                "read 1" => r#"{"type":"error","of":"an old one"}"#,
                _ => continue,
            };
            if !say(&mut socket, answer).await {
                return;
            }
        }
    })
    .await;
    // `read 2` is never answered: what came for `read 1` must not count as its refusal.
    let steps = r#"open: { op: socket, socket: s, control: here }
        send: { socket: s, message: { text: "read 1" } }
        call: { op: whoami }
        send: { socket: s, op: read, with: { id: "2" }, probe: foreign }
        open: { op: socket, control: here }"#;
    let steps = steps.replace("call: { op: whoami }", "open: { op: socket }");
    let expect = "{ probe: foreign, is: { refused: unauthenticated }, level: must }";
    let played = play(&address, OPS, (&steps, expect)).await;
    played.is(Kind::Inconclusive, "");
}

#[tokio::test]
async fn chatter_is_no_answer_to_a_message_that_must_be_refused() {
    let address = sockets(gate, |mut socket, _| async move {
        while let Some(text) = heard(&mut socket).await {
            let answers: &[&str] = match text.as_str() {
                "ping" => &["pong"],
                // Something unrelated first, the refusal behind it.
                _ => &[r#"{"type":"tick"}"#, r#"{"type":"error"}"#],
            };
            for answer in answers {
                if !say(&mut socket, answer).await {
                    return;
                }
            }
        }
    })
    .await;
    let steps = "open: { op: socket, socket: s, control: here }
        send: { socket: s, message: { text: hack }, probe: hacked }
        open: { op: socket, control: here }";
    let not = "{ probe: hacked, is: { not-refused: unauthenticated }, level: must }";
    play(&address, OPS, (steps, not))
        .await
        .is(Kind::Fail, "refused");
    let refused = "{ probe: hacked, is: { refused: unauthenticated }, level: must }";
    play(&address, OPS, (steps, refused))
        .await
        .is(Kind::Pass, "");
}

#[tokio::test]
async fn a_slow_drip_is_bounded_by_the_settle_time() {
    let address = sockets(
        |_| None,
        |mut socket, asked| async move {
            if asked.carries(TOKEN) {
                return pongs(socket).await;
            }
            while say(&mut socket, "wait for it").await {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        },
    )
    .await;
    let steps = "open: { op: socket, control: both }
        open: { op: socket, credential: [{ is: none }], probe: bare }";
    let expect = "{ probe: bare, is: { refused: unauthenticated }, level: must }";
    let played = play(&address, OPS, (steps, expect)).await;
    played.is(Kind::Inconclusive, "none that proves or refuses");
    let elapsed = Duration::from_micros(played.probe("bare").evidence.elapsed_us);
    assert!(elapsed < Duration::from_secs(2), "{elapsed:?}");
    assert!(!matches!(
        played.outcome("bare"),
        Outcome::Refused {
            manner: Manner::Dropped,
            ..
        }
    ));
}

#[tokio::test]
async fn a_socket_that_was_closed_before_refuses_nothing_afterwards() {
    // It closes after its first answer, with the very code of a refusal.
    let address = sockets(gate, |mut socket, _| async move {
        let _ = heard(&mut socket).await;
        say(&mut socket, "pong").await;
        close(&mut socket, 4401, "one at a time").await;
    })
    .await;
    let steps = "open: { op: socket, socket: s, control: here }
        open: { op: socket }
        send: { socket: s, op: read, probe: foreign }
        open: { op: socket, control: here }";
    let expect = "{ probe: foreign, is: { refused: unauthenticated }, level: must }";
    play(&address, OPS, (steps, expect))
        .await
        .is(Kind::Inconclusive, "had ended before");
}
