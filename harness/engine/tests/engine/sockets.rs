//! Sockets that refuse late, repeat what they hear, or close after answering.

use crate::support::files::{TOKEN, play};
use crate::support::http::{Asked, no};
use crate::support::socket::{Ws, bytes, close, heard, pongs, say, sockets};
use futures_util::SinkExt;
use model::observation::Outcome;
use model::verdict::{Harm, Kind};

const OPS: &str = r#"  socket: { ws: /ws, needs: [access], proof: { answers: ping } }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }
  read: { over: socket, inputs: { id: "1" }, send: { text: "read ${id}" }, proof: { contains: "note ${id}" } }
  ticket: { over: socket, send: { text: ticket }, outputs: { ticket: { json: "$.ticket" } } }
  mute: { over: socket, send: { text: mute }, outputs: { id: { json: "$.id" } } }"#;

/// Refuses sockets without the token on the handshake.
fn gate(asked: &Asked) -> Option<String> {
    (asked.path() == "/ws" && !asked.carries(TOKEN)).then(no)
}

#[tokio::test]
async fn a_refusal_that_quotes_the_question_is_no_acceptance() {
    let address = sockets(gate, |mut socket, _| async move {
        while let Some(text) = heard(&mut socket).await {
            let answer = match text.as_str() {
                "ping" => "pong".to_owned(),
                "read 1" => "note 1: hello".to_owned(),
                other => format!(
                    r#"{{"type":"error","text":"no access to note {}"}}"#,
                    &other[5..]
                ),
            };
            if !say(&mut socket, &answer).await {
                return;
            }
        }
    })
    .await;
    let steps = r#"open: { op: socket, socket: s, control: here }
        send: { socket: s, op: read, control: here }
        send: { socket: s, op: read, with: { id: "2" }, probe: foreign }
        send: { socket: s, op: read, control: here }"#;
    let expect = "{ probe: foreign, is: { refused: unauthenticated }, level: must }";
    play(&address, OPS, (steps, expect))
        .await
        .is(Kind::Inconclusive, "proves and refuses");
}

#[tokio::test]
async fn an_echo_before_the_refusal_is_no_hole() {
    // The echo layer answers before the gate has looked at the token.
    let ops = r#"  socket: { ws: /ws, needs: [access], proof: { answers: hello } }
  hello: { over: socket, send: { text: hello }, proof: { contains: hello } }"#;
    let address = sockets(
        |_| None,
        |mut socket, asked| async move {
            while let Some(text) = heard(&mut socket).await {
                say(&mut socket, &text).await;
                if !asked.carries(TOKEN) {
                    return close(&mut socket, 4401, "no").await;
                }
            }
        },
    )
    .await;
    let steps = "open: { op: socket, control: both }
        open: { op: socket, credential: [{ is: none }], probe: bare }";
    let expect = "{ probe: bare, is: { refused: unauthenticated }, level: must }";
    play(&address, ops, (steps, expect))
        .await
        .is(Kind::Inconclusive, "repeats");
}

#[tokio::test]
async fn a_server_that_only_speaks_when_spoken_to_and_one_that_closes_after_answering() {
    let address = sockets(gate, |mut socket, _| async move {
        if heard(&mut socket).await.as_deref() == Some("ping") {
            say(&mut socket, "pong").await;
            close(&mut socket, 1000, "").await;
        }
    })
    .await;
    let steps = "open: { op: socket, control: both }
        open: { op: socket, credential: [{ is: none }], probe: bare }";
    let expect = "{ probe: bare, is: { refused: unauthenticated }, level: must }";
    play(&address, OPS, (steps, expect))
        .await
        .is(Kind::Pass, "");
}

#[tokio::test]
async fn a_late_refusal_is_seen_in_each_of_its_manners() {
    for (manner, wanted) in [
        ("close", Kind::Pass),
        ("message", Kind::Pass),
        ("drop", Kind::Fail),
        ("silence", Kind::Inconclusive),
    ] {
        let address = sockets(
            |_| None,
            move |mut socket: Ws, asked: Asked| async move {
                if asked.carries(TOKEN) {
                    return pongs(socket).await;
                }
                let _ = heard(&mut socket).await;
                match manner {
                    "close" => close(&mut socket, 4401, "no").await,
                    "message" => {
                        say(&mut socket, r#"{"type":"error"}"#).await;
                        let _ = heard(&mut socket).await;
                    }
                    "drop" => {}
                    // A handler that returned without closing.
                    _ => while heard(&mut socket).await.is_some() {},
                }
            },
        )
        .await;
        let steps = "open: { op: socket, control: both }
            open: { op: socket, credential: [{ is: none }], probe: bare }";
        let expect = "{ probe: bare, is: { refused: unauthenticated }, level: must }";
        let verdict = play(&address, OPS, (steps, expect)).await.verdict();
        assert_eq!(verdict.kind, wanted, "{manner}: {}", verdict.reason);
        if manner == "drop" {
            assert_eq!(verdict.breaches[0].harm, Harm::Otherwise);
        }
    }
}

#[tokio::test]
async fn a_message_that_is_too_long_for_us_accuses_nobody() {
    let address = sockets(
        |_| None,
        |mut socket, asked| async move {
            if asked.carries(TOKEN) {
                return pongs(socket).await;
            }
            let _ = socket.send(bytes(3 << 20)).await;
            let _ = heard(&mut socket).await;
        },
    )
    .await;
    let steps = "open: { op: socket, control: both }
        open: { op: socket, credential: [{ is: none }], probe: bare }";
    let expect = "{ probe: bare, is: { refused: unauthenticated }, level: must }";
    play(&address, OPS, (steps, expect))
        .await
        .is(Kind::Inconclusive, "more than the harness takes");
}

#[tokio::test]
async fn a_message_operation_is_accepted_by_its_outputs_and_they_are_secrets() {
    let address = sockets(gate, |mut socket, _| async move {
        while let Some(text) = heard(&mut socket).await {
            let answer = match text.as_str() {
                "ping" => "pong",
                "ticket" => r#"{"ticket":"a-ticket-0123456789"}"#,
                _ => continue,
            };
            say(&mut socket, answer).await;
        }
    })
    .await;
    let steps = "open: { op: socket, socket: s, control: here }
        send: { socket: s, op: ticket, probe: given }
        send: { socket: s, op: mute, probe: muted }
        open: { op: socket, control: here }
        open: { op: socket, as: anonymous, control: here, must: refuse }";
    let expect = "{ probe: given, is: accepted, level: must }
        { probe: muted, is: accepted, level: must }";
    let played = play(&address, OPS, (steps, expect)).await;
    assert!(
        matches!(played.outcome("given"), Outcome::Accepted(_)),
        "{}",
        played.text
    );
    assert!(
        matches!(played.outcome("muted"), Outcome::Unclear(_)),
        "{}",
        played.text
    );
    played.is(Kind::Inconclusive, "muted");
    assert!(!played.text.contains("a-ticket-0123456789"));
    assert!(played.text.contains("[ticket of user]"));
}

#[tokio::test]
async fn sending_proves_nothing_to_a_control() {
    let address = sockets(gate, |socket, _| pongs(socket)).await;
    let steps = "open: { op: socket, socket: s }
        send: { socket: s, message: { text: ping }, control: here }
        open: { op: socket, credential: [{ is: none }], probe: bare }
        send: { socket: s, message: { text: ping }, control: here }";
    let expect = "{ probe: bare, is: { refused: unauthenticated }, level: must }";
    play(&address, OPS, (steps, expect))
        .await
        .is(Kind::Inconclusive, "no control");
}

#[tokio::test]
async fn anonymous_opens_where_the_proof_names_an_identity() {
    let ops = r#"  socket: { ws: /ws, needs: [access], proof: { answers: me } }
  me: { over: socket, send: { text: who }, proof: { equals: "you are ${identity.username}" } }"#;
    let address = sockets(gate, |mut socket, _| async move {
        while heard(&mut socket).await.is_some() {
            say(&mut socket, "you are alice").await;
        }
    })
    .await;
    let steps = "open: { op: socket, control: both }
        open: { op: socket, as: anonymous, control: both, must: refuse }
        open: { op: socket, probe: mine }";
    let expect = "{ probe: mine, is: accepted, level: must }";
    play(&address, ops, (steps, expect))
        .await
        .is(Kind::Pass, "");
}
