//! Sockets that talk too much, too late, or repeat what they hear.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use futures_util::SinkExt;
use model::observation::{Manner, Outcome};
use model::verdict::{Harm, Kind};
use support::files::{TOKEN, play};
use support::http::{Asked, no};
use support::socket::{Ws, bytes, close, heard, pongs, say, sockets};
use tokio_tungstenite::tungstenite::Message;

const OPS: &str = r#"  socket: { ws: /ws, needs: [access], proof: { answers: ping } }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }
  read: { over: socket, inputs: { id: "1" }, send: { text: "read ${id}" }, proof: { contains: "note ${id}" } }
  ticket: { over: socket, send: { text: ticket }, outputs: { ticket: { json: "$.ticket" } } }
  mute: { over: socket, send: { text: mute }, outputs: { id: { json: "$.id" } } }"#;

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
