//! One-time codes that are drawn: what is counted of them, and what is never written.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::files::{TOKEN, scenario, target};
use crate::support::http::{answering, no, ok};
use crate::support::stage::{Played, Stage};
use model::verdict::Kind;

/// A service that sends these codes, one after the other, and no more.
async fn sending(codes: &'static [&'static str]) -> String {
    let sent = AtomicUsize::new(0);
    answering(move |request| match request.path() {
        "/me" if !request.carries(TOKEN) => no(),
        "/me" => ok(r#"{"user":"alice"}"#),
        "/send" if sent.load(Ordering::Relaxed) == codes.len() => no(),
        "/send" => {
            sent.fetch_add(1, Ordering::Relaxed);
            ok(r#"{"sent":true}"#)
        }
        "/code" => {
            let code = codes[sent.load(Ordering::Relaxed) - 1];
            ok(&format!(r#"{{"code":"{code}"}}"#))
        }
        _ => ok("{}"),
    })
    .await
}

async fn drawn(codes: &'static [&'static str]) -> Played {
    let operations = r#"  send-code: { post: /send, proof: { json: "$.sent", equals: true } }
  read-code: { get: /code, outputs: { code: { json: "$.code" } } }"#;
    let contract = "  codes: { length: 6, alphabet: digits }";
    let steps = "call: { op: whoami, control: both }
        draw: { send: send-code, read: read-code, times: 4, probe: drawn }";
    let expect = "{ probe: drawn, count: { misshapen: { exactly: 0 }, repeated: { at-most: 1 }, predictable: { at-most: 2 } }, level: must }";
    let text = target(&sending(codes).await, operations, contract);
    let stage = Stage::new(text, scenario(steps, expect)).secret("TOKEN", TOKEN);
    stage.play().await
}

#[tokio::test]
async fn codes_are_counted_by_what_is_wrong_with_them() {
    let played = drawn(&["481516", "234208", "271828", "141421"]).await;
    played.is(Kind::Pass, "");
    assert_eq!(played.probe("drawn").counts["drawn"], 4);
    let played = drawn(&["481516", "481517", "481518", "481519"]).await;
    played.is(Kind::Fail, "3 `predictable` were counted");
    let played = drawn(&["481516", "481516", "481516", "234208"]).await;
    played.is(Kind::Fail, "2 `repeated` were counted");
    let played = drawn(&["481516", "2342", "271828", "141421"]).await;
    played.is(Kind::Fail, "1 `misshapen` were counted");
}

#[tokio::test]
async fn too_few_codes_show_nothing() {
    let played = drawn(&["481516", "481517", "481518"]).await;
    played.is(
        Kind::Inconclusive,
        "`send-code` for code 4 was refused: HTTP 401",
    );
}
