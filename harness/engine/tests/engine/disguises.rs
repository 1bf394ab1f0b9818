//! Disguised requests, and frames with chosen bits.

use std::time::Duration;

use crate::support::files::{TOKEN, scenario, target};
use crate::support::http::Asked;
use crate::support::limiter::{Counting, limited, limiter};
use crate::support::socket::{Ws, close, heard, sockets};
use crate::support::stage::{Played, Stage};
use futures_util::{SinkExt, StreamExt};
use model::verdict::Kind;

const LIMIT: &str = "requests: 3, per: 60s, key: address";

/// A burst that uses up a limit of three by address, and one in this disguise.
async fn disguised(key: impl Fn(&Asked, &str) -> String + Send + Sync + 'static) -> Played {
    let address = limiter((3, Duration::from_secs(60), Counting::Sliding), key).await;
    let steps = "burst: { limit: hits, shape: over, from: a, control: here }
        burst: { do: { call: { op: hit, from: a, disguise: \"${row.as}\" } }, times: 3, probe: disguised }
        call: { op: hit, from: b, control: here }";
    let expect = "{ probe: disguised, is: { by-row: limited }, level: contract }";
    let matrix = "matrix: { as: { named: limit-disguises, refuse: [x-forwarded-for, extra-query, trailing-slash, email-case] } }\nsteps:";
    let text = scenario(steps, expect).replace("steps:", matrix);
    Stage::new(limited(&address, LIMIT), text).play().await
}

#[tokio::test]
async fn a_disguise_that_buys_a_fresh_budget_is_a_hole() {
    let played = disguised(|_, peer| peer.to_owned()).await;
    for row in ["x-forwarded-for", "extra-query", "trailing-slash"] {
        let verdict = played.row(row);
        assert_eq!(verdict.kind, Kind::Pass, "{row}: {}", verdict.reason);
    }
    assert_eq!(played.row("email-case").kind, Kind::Skipped);
    let trusting = |asked: &Asked, peer: &str| {
        let mut lines = asked.headers.lines();
        let claimed = lines.find(|line| line.starts_with("X-Forwarded-For"));
        claimed.map_or(peer.to_owned(), str::to_owned)
    };
    let played = disguised(trusting).await;
    let verdict = played.row("x-forwarded-for");
    assert_eq!(verdict.kind, Kind::Fail, "{}", verdict.reason);
    let seen = verdict.breaches[0].seen.as_str();
    assert!(seen.starts_with("attempt 1 of 3: accepted"), "{seen}");
}

const OPS: &str = r#"  socket: { ws: /ws, needs: [access], proof: { answers: ping } }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }"#;

/// A server that ends a socket with 1002 when a frame breaks the protocol, or keeps it.
async fn strict(mut socket: Ws, keeps: bool) {
    loop {
        match socket.next().await {
            Some(Ok(message)) if message.is_text() => {
                let _ = socket.send("pong".into()).await;
            }
            Some(Ok(_)) => {}
            Some(Err(_)) if keeps => std::future::pending().await,
            Some(Err(_)) => return close(&mut socket, 1002, "").await,
            None => return,
        }
    }
}

async fn frames(keeps: bool, message: &str) -> Played {
    let address = sockets(|_| None, move |socket, _| strict(socket, keeps)).await;
    let steps = format!(
        "open: {{ op: socket, socket: s, control: here }}
        send: {{ socket: s, message: {message} }}
        await: {{ socket: s, for: end, within: 300ms, probe: ended }}
        open: {{ op: socket, control: here }}"
    );
    let expect = "{ probe: ended, is: { ended: violation }, level: must }";
    let contract = "  endings: { violation: [{ close: { code: 1002 } }, dropped] }";
    let stage = Stage::new(target(&address, OPS, contract), scenario(&steps, expect));
    stage.secret("TOKEN", TOKEN).play().await
}

#[tokio::test]
async fn frames_go_out_with_the_bits_that_were_chosen() {
    for message in [
        "{ frame: { opcode: 3, payload: { bytes: x } } }",
        "{ frame: { opcode: 1, rsv: 4, payload: { bytes: x } } }",
        "{ frame: { opcode: 1, masked: false, payload: { bytes: x } } }",
        "{ frame: { opcode: 9, fin: false } }",
        "{ raw: \"8b80000000008a00\" }",
    ] {
        frames(false, message).await.is(Kind::Pass, "");
    }
    let kept = "{ frame: { opcode: 3, payload: { bytes: x } } }";
    frames(true, kept)
        .await
        .is(Kind::Fail, "the socket stayed open");
    // A frame as it must be breaks nothing.
    let right = "{ frame: { opcode: 1, payload: { hex: \"70696e67\" } } }";
    let played = frames(false, right).await;
    played.is(Kind::Fail, "the socket stayed open");
    let sent = &played.act(2).evidence.frames[0];
    assert_eq!(
        (sent.kind.as_str(), sent.text.text.as_str()),
        ("frame with opcode 1", "ping")
    );
    assert!(
        played
            .probe("ended")
            .evidence
            .frames
            .iter()
            .any(|frame| frame.text.text.as_str() == "pong")
    );
}

#[tokio::test]
async fn a_server_hears_a_ping_between_two_fragments() {
    let address = sockets(
        |_| None,
        |mut socket: Ws, _| async move {
            while let Some(text) = heard(&mut socket).await {
                let answer = if text == "ping" {
                    "pong"
                } else {
                    text.as_str()
                };
                let _ = socket.send(answer.into()).await;
            }
        },
    )
    .await;
    let steps = "open: { op: socket, socket: s, control: here }
        send: { socket: s, message: { frame: { opcode: 1, fin: false, payload: { bytes: one } } } }
        send: { socket: s, message: { frame: { opcode: 9, payload: { bytes: x } } } }
        send: { socket: s, message: { frame: { opcode: 0, payload: { bytes: two } } } }
        await: { socket: s, for: { message: { equals: onetwo } }, probe: joined }
        open: { op: socket, control: here }";
    let expect = "{ probe: joined, match: { equals: onetwo }, level: must }";
    let stage = Stage::new(target(&address, OPS, ""), scenario(steps, expect));
    stage.secret("TOKEN", TOKEN).play().await.is(Kind::Pass, "");
}
