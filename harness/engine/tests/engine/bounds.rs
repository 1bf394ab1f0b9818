//! Targets that send without end, or deeper than anybody reads: bounded time, memory and journal.

use std::fmt::Write;
use std::time::{Duration, Instant};

use crate::support::files::{TOKEN, play, scenario, target};
use crate::support::http::{answering, no, ok, says};
use crate::support::socket::{heard, say, sockets};
use crate::support::stage::Stage;
use model::event::Ending;
use model::verdict::Kind;

const BARE: (&str, &str) = (
    "call: { op: whoami, control: both }
    call: { op: whoami, credential: [{ is: none }], probe: bare }",
    "{ probe: bare, is: { refused: unauthenticated }, level: must }",
);

#[tokio::test]
async fn a_proof_on_a_huge_body_and_a_body_too_deep_to_read() {
    let address = answering(|asked| {
        let filler = "x".repeat(900 << 10);
        match asked.carries(TOKEN) {
            true => ok(&format!(r#"{{"pad":"{filler}","user":"alice"}}"#)),
            false => says("401 No", "", &"[".repeat(900 << 10)),
        }
    })
    .await;
    let played = play(&address, "", BARE).await;
    played.is(Kind::Pass, "");
    assert!(played.text.len() < 100_000, "{}", played.text.len());
}

#[tokio::test]
async fn a_body_that_is_longer_than_we_read_is_told() {
    let address = answering(|asked| match asked.carries(TOKEN) {
        true => ok(&format!(
            r#"{{"pad":"{}","user":"alice"}}"#,
            "x".repeat(2 << 20)
        )),
        false => no(),
    })
    .await;
    play(&address, "", BARE)
        .await
        .is(Kind::Inconclusive, "only the beginning");
}

#[tokio::test]
async fn thousands_of_headers() {
    let address = answering(|asked| {
        let mut headers = String::new();
        for number in 0..3000 {
            let _ = write!(headers, "X-{number}: {}\r\n", "y".repeat(50));
        }
        match asked.carries(TOKEN) {
            true => says("200 OK", &headers, r#"{"user":"alice"}"#),
            false => says("401 No", &headers, ""),
        }
    })
    .await;
    let played = play(&address, "", BARE).await;
    played.is(Kind::Pass, "");
    assert!(played.text.len() < 100_000, "{}", played.text.len());
    assert!(played.text.contains("more header(s)"));
}

#[tokio::test]
async fn a_flood_of_json_costs_little_more_than_the_settle_time() {
    let address = sockets(
        |asked| (asked.path() == "/ws" && !asked.carries(TOKEN)).then(no),
        |mut socket, _| async move {
            let message = format!(r#"{{"type":"tick","pad":"{}"}}"#, "x".repeat(12_000));
            let _ = heard(&mut socket).await;
            while say(&mut socket, &message).await {}
        },
    )
    .await;
    let ops = r#"  socket: { ws: /ws, needs: [access], proof: { answers: ping } }
  ping: { over: socket, send: { text: ping }, proof: { json: "$.type", regex: "^po+ng$" } }"#;
    let steps = "open: { op: socket, control: both }
        open: { op: socket, credential: [{ is: none }], probe: bare }";
    let began = Instant::now();
    let played = play(&address, ops, (steps, BARE.1)).await;
    played.is(Kind::Inconclusive, "");
    assert!(
        began.elapsed() < Duration::from_secs(8),
        "{:?}",
        began.elapsed()
    );
    assert!(played.text.len() < 500_000, "{}", played.text.len());
}

#[tokio::test]
async fn a_target_that_is_never_ready_fills_no_disk() {
    let address = answering(|_| says("503 Starting", "", "starting")).await;
    let text = target(
        &address,
        "  health: { get: /health, proof: { status: 200 } }",
        "",
    )
    .replace(
        "identities:",
        "ready: { op: health, within: 3s }\nidentities:",
    );
    let stage = Stage::new(text, scenario(BARE.0, BARE.1)).secret("TOKEN", TOKEN);
    let played = stage.play().await;
    assert_eq!(played.ending, Ending::NotReady);
    let asked = played.text.matches("\"event\":\"observed\"").count();
    assert!((2..8).contains(&asked), "{asked}");
}

#[tokio::test]
async fn a_target_that_becomes_ready() {
    let began = Instant::now();
    let address = answering(
        move |asked| match began.elapsed() > Duration::from_millis(400) {
            false => says("503 Starting", "", ""),
            true if asked.carries(TOKEN) => ok(r#"{"user":"alice"}"#),
            true if asked.path() == "/health" => ok(""),
            true => no(),
        },
    )
    .await;
    let text = target(
        &address,
        "  health: { get: /health, proof: { status: 200 } }",
        "",
    )
    .replace(
        "identities:",
        "ready: { op: health, within: 10s }\nidentities:",
    );
    let stage = Stage::new(text, scenario(BARE.0, BARE.1)).secret("TOKEN", TOKEN);
    let played = stage.play().await;
    played.is(Kind::Pass, "");
    assert_eq!(played.ending, Ending::Finished);
}

#[tokio::test]
async fn a_socket_alone_needs_no_http_to_be_ready() {
    let address = sockets(
        |asked| (!asked.carries(TOKEN)).then(no),
        |socket, _| crate::support::socket::pongs(socket),
    )
    .await;
    let ops = r#"  socket: { ws: /ws, needs: [access], proof: { answers: ping } }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }"#;
    let text = target(&address, ops, "")
        .replace(&format!("http: \"http://{address}\", "), "")
        .lines()
        .filter(|line| !line.contains("whoami"))
        .collect::<Vec<_>>()
        .join("\n");
    let steps = "open: { op: socket, control: both }
        open: { op: socket, credential: [{ is: none }], probe: bare }";
    let stage = Stage::new(text, scenario(steps, BARE.1)).secret("TOKEN", TOKEN);
    let played = stage.play().await;
    assert_eq!(played.ending, Ending::Finished);
    played.is(Kind::Pass, "");
}

#[tokio::test]
async fn a_target_that_stalls_after_a_hole_does_not_hide_it() {
    for (open_door, wanted) in [(true, Kind::Fail), (false, Kind::Inconclusive)] {
        let asked = std::sync::atomic::AtomicU32::new(0);
        let address = crate::support::http::listen({
            let asked = std::sync::Arc::new(asked);
            move |mut stream| {
                let asked = std::sync::Arc::clone(&asked);
                async move {
                    use tokio::io::AsyncWriteExt;
                    while let Some(request) = crate::support::http::request(&mut stream).await {
                        // Readiness, control, probe; then nothing any more.
                        if asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) > 2 {
                            std::future::pending::<()>().await;
                        }
                        let served = open_door || request.carries(TOKEN);
                        let answer = if served {
                            ok(r#"{"user":"alice"}"#)
                        } else {
                            no()
                        };
                        let _ = stream.write_all(answer.as_bytes()).await;
                    }
                }
            }
        })
        .await;
        let stage = Stage::new(target(&address, "", ""), scenario(BARE.0, BARE.1));
        let stage = stage
            .secret("TOKEN", TOKEN)
            .deadline(Duration::from_secs(1));
        let played = stage.play().await;
        played.is(wanted, "not decided within 1s");
        assert_eq!(played.verdict().breaches.len(), usize::from(open_door));
    }
}
