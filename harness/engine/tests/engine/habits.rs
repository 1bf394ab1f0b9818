//! Honest servers that close, take their time, go away, or change what they gave.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::support::files::{TOKEN, play, scenario, target};
use crate::support::http::{answering, listen, no, ok, request, says};
use crate::support::stage::Stage;
use model::verdict::Kind;
use tokio::io::AsyncWriteExt;

const ALICE: &str = r#"{"user":"alice"}"#;

const BARE: (&str, &str) = (
    "call: { op: whoami, control: both }
    call: { op: whoami, credential: [{ is: none }], probe: bare }",
    "{ probe: bare, is: { refused: unauthenticated }, level: must }
    { probe: bare, match: { header: WWW-Authenticate, exists: true }, level: must }",
);

/// Answers one request on each connection and closes it a moment later, without saying so.
async fn closing(after: Duration) -> String {
    listen(move |mut stream| async move {
        if let Some(asked) = request(&mut stream).await {
            let answer = match asked.carries(TOKEN) {
                true => ok(ALICE),
                false => says("401 No", "WWW-Authenticate: Bearer\r\n", ""),
            };
            let _ = stream.write_all(answer.as_bytes()).await;
            tokio::time::sleep(after).await;
        }
    })
    .await
}

#[tokio::test]
async fn a_server_that_closes_after_answering_has_refused_nothing_by_it() {
    for after in [0, 1, 2, 5] {
        let address = closing(Duration::from_millis(after)).await;
        for _ in 0..5 {
            play(&address, "", BARE).await.is(Kind::Pass, "");
        }
    }
}

#[tokio::test]
async fn slow_answers_are_awaited() {
    let address = listen(|mut stream| async move {
        while let Some(asked) = request(&mut stream).await {
            tokio::time::sleep(Duration::from_millis(700)).await;
            let answer = match asked.carries(TOKEN) {
                true => ok(ALICE),
                false => says("401 No", "WWW-Authenticate: Bearer\r\n", ""),
            };
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    })
    .await;
    play(&address, "", BARE).await.is(Kind::Pass, "");
}

#[tokio::test]
async fn a_server_that_dies_on_the_way_is_not_accused() {
    for dies_at in 1..5 {
        let count = Arc::new(AtomicU32::new(0));
        let address = listen(move |mut stream| {
            let count = Arc::clone(&count);
            async move {
                while let Some(asked) = request(&mut stream).await {
                    // The first is the question whether it is ready.
                    if count.fetch_add(1, Ordering::SeqCst) >= dies_at {
                        return;
                    }
                    let answer = match asked.carries(TOKEN) {
                        true => ok(ALICE),
                        false => no(),
                    };
                    let _ = stream.write_all(answer.as_bytes()).await;
                }
            }
        })
        .await;
        let expect = "{ probe: bare, is: { refused: unauthenticated }, level: must }";
        let verdict = play(&address, "", (BARE.0, expect)).await.verdict();
        let wanted = if dies_at > 3 {
            Kind::Pass
        } else {
            Kind::Inconclusive
        };
        assert_eq!(verdict.kind, wanted, "{dies_at}: {}", verdict.reason);
    }
}

#[tokio::test]
async fn a_token_that_changes_with_every_answer() {
    // Each answer sets a new cookie; the old one is good for one more request.
    let count = Arc::new(AtomicU32::new(0));
    let address = answering(move |asked| {
        let next = || {
            format!(
                "Set-Cookie: sid=session-{}; Path=/\r\n",
                count.fetch_add(1, Ordering::SeqCst)
            )
        };
        match asked.path() {
            "/login" => says(
                "200 OK",
                &format!("Set-Cookie: sid=; Max-Age=0\r\n{}", next()),
                "",
            ),
            _ if asked.carries("sid=session-") => says("200 OK", &next(), ALICE),
            _ => no(),
        }
    })
    .await;
    let ops = "  login: { post: /login, outputs: { sid: { cookie: sid } } }";
    let text = target(&address, ops, "")
        .replace(
            "access: { places: [bearer] }",
            "sid: { from: login, places: [{ cookie: sid }] }",
        )
        .replace("needs: [access]", "needs: [sid]")
        .replace(", holds: { access: { env: TOKEN } }", "");
    let expect = "{ probe: bare, is: { refused: unauthenticated }, level: must }";
    let played = Stage::new(text, scenario(BARE.0, expect)).play().await;
    played.is(Kind::Pass, "");
    assert!(
        played.text.contains("sid=[sid of user]"),
        "{}",
        played.told()
    );
}
