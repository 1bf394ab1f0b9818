//! Sets of sockets, and readers that stop reading.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::support::files::{TOKEN, scenario, target};
use crate::support::http::{Asked, says};
use crate::support::socket::{Ws, bytes, close, heard, pongs, say, sockets};
use crate::support::stage::{Played, Stage};
use futures_util::{SinkExt, StreamExt};
use model::observation::Outcome;
use model::verdict::Kind;

const OPS: &str = r#"  socket: { ws: /ws, needs: [access], proof: { answers: ping } }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }"#;
const CONTRACT: &str = r#"    capacity: { ws: [{ handshake: { status: [503] } }] }
  endings: { shutdown: [{ close: { code: 1001 } }], slow-reader: [dropped, { close: { code: 1013 } }] }"#;

async fn play(address: &str, steps: &str, expect: &str) -> Played {
    let target = target(address, OPS, CONTRACT);
    let stage = Stage::new(target, scenario(steps, expect));
    stage.secret("TOKEN", TOKEN).play().await
}

/// A server with so many places; a place is freed when its socket has ended.
async fn places(most: usize) -> String {
    let taken = Arc::new(AtomicUsize::new(0));
    let (before, after) = (Arc::clone(&taken), taken);
    let gate = move |asked: &Asked| {
        let upgrade = asked.path() == "/ws";
        let full = upgrade && before.fetch_add(1, Ordering::SeqCst) >= most;
        full.then(|| {
            before.fetch_sub(1, Ordering::SeqCst);
            says("503 Service Unavailable", "", "")
        })
    };
    let serve = move |socket: Ws, _: Asked| {
        let after = Arc::clone(&after);
        async move {
            pongs(socket).await;
            after.fetch_sub(1, Ordering::SeqCst);
        }
    };
    sockets(gate, serve).await
}

const OVER: &str = "{ probe: over, is: { refused: capacity }, level: contract }";

#[tokio::test]
async fn a_set_takes_its_places_and_gives_them_back_together() {
    let steps = "open: { op: socket, socket: held, count: 3, control: here }
        open: { op: socket, probe: over }
        hang-up: { socket: held/2, how: close }
        open: { op: socket, socket: freed, control: here }
        hang-up: { socket: held, how: fin }
        hang-up: { socket: freed }";
    let address = places(3).await;
    let played = play(&address, steps, OVER).await;
    played.is(Kind::Pass, "");
    assert_eq!(played.act(1).counts["accepted"], 3);
    assert!(matches!(played.act(1).outcome, Outcome::Accepted(_)));
    let address = places(2).await;
    let played = play(&address, steps, OVER).await;
    played.is(Kind::Inconclusive, "no control: step 1 (open socket)");
    let address = places(4).await;
    play(&address, steps, OVER)
        .await
        .is(Kind::Fail, "over: wanted refused as capacity");
}

/// Answers `pong` until this word comes; false when the socket ends before.
async fn told(socket: &mut Ws, word: &str) -> bool {
    while let Some(text) = heard(socket).await {
        if text == word {
            return true;
        }
        say(socket, "pong").await;
    }
    false
}

#[tokio::test]
async fn the_end_of_all_is_awaited_within_one_time() {
    let server = |last: Duration| {
        let number = Arc::new(AtomicUsize::new(0));
        sockets(
            |_| None,
            move |mut socket: Ws, _| {
                let number = number.fetch_add(1, Ordering::SeqCst);
                async move {
                    if !told(&mut socket, "go").await {
                        return;
                    }
                    let wait = if number == 2 { last } else { Duration::ZERO };
                    tokio::time::sleep(wait).await;
                    close(&mut socket, 1001, "").await;
                }
            },
        )
    };
    let steps = "open: { op: socket, socket: all, count: 3, control: here }
        send: { socket: all, message: { text: go } }
        await: { socket: all, for: end, within: 300ms, probe: farewell }
        open: { op: socket, control: here }";
    let expect = "{ probe: farewell, is: { ended: shutdown }, level: contract }";
    let address = server(Duration::ZERO).await;
    play(&address, steps, expect).await.is(Kind::Pass, "");
    let address = server(Duration::from_secs(2)).await;
    play(&address, steps, expect)
        .await
        .is(Kind::Fail, "attempt 3 of 3: the socket stayed open");
}

/// Floods whoever asks for it; a reader that takes nothing for a while is dropped, or kept.
async fn flooding(keeps: bool) -> String {
    let patience = match keeps {
        true => Duration::from_secs(60),
        false => Duration::from_millis(100),
    };
    sockets(
        |_| None,
        move |mut socket: Ws, _| async move {
            if !told(&mut socket, "flood").await {
                return;
            }
            let (mut sink, _source) = socket.split();
            loop {
                let sent = tokio::time::timeout(patience, sink.send(bytes(64 << 10))).await;
                if !matches!(sent, Ok(Ok(()))) {
                    return;
                }
            }
        },
    )
    .await
}

#[tokio::test]
async fn a_reader_that_stops_is_seen_to_be_dropped_or_kept() {
    let steps = "open: { op: socket, socket: slow, control: here }
        stall: { socket: slow }
        send: { socket: slow, message: { text: flood } }
        stall: { socket: slow }
        await: { socket: slow, for: end, within: 700ms, probe: dropped }
        open: { op: socket, control: here }";
    let expect = "{ probe: dropped, is: { ended: slow-reader }, level: contract }";
    let address = flooding(false).await;
    play(&address, steps, expect).await.is(Kind::Pass, "");
    let address = flooding(true).await;
    play(&address, steps, expect)
        .await
        .is(Kind::Fail, "the socket stayed open");
}
