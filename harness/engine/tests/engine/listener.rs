//! Listeners of ours: who fetches what they serve, and when that is judged.

use std::time::Duration;

use crate::support::files::{TOKEN, play};
use crate::support::http::{answering, no, ok};
use crate::support::sessions::Sessions;
use model::observation::Outcome;
use model::plan::Tag;
use model::verdict::{Harm, Kind};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

const JKU: &str = r#"listen: { name: rogue, serve: our-jwks, probe: fetched }
    call: { op: whoami, control: both }
    call: { op: whoami, credential: [{ is: { forge: { foreign-jku: { url: "${listen.rogue.url}" } } } }], probe: forged }"#;
const EXPECT: &str = "{ probe: forged, is: { refused: unauthenticated }, level: must }
    { probe: fetched, count: { requests: { exactly: 0 } }, level: must }";

#[tokio::test]
async fn a_key_url_that_nobody_fetches() {
    let server = Sessions::start(&[]).await;
    let played = server.play("", (JKU, EXPECT)).await;
    played.is(Kind::Pass, "");
    assert_eq!(played.probe("fetched").counts["requests"], 0);
    // It begins as set-up where it stands, and is judged after the last probe.
    let tags = played.seen().into_iter().filter(|(implied, _)| !implied);
    let tags: Vec<Tag> = tags.map(|(_, seen)| seen.tag).collect();
    let probe = |name: &str| Tag::Probe(name.to_owned());
    assert_eq!(tags[..2], [Tag::Setup, Tag::Control]);
    assert_eq!(tags[2..4], [probe("forged"), probe("fetched")]);
}

#[tokio::test]
async fn a_key_url_that_is_trusted_and_one_that_is_only_fetched() {
    let server = Sessions::start(&["jku-trusted"]).await;
    let played = server.play("", (JKU, EXPECT)).await;
    played.is(
        Kind::Fail,
        "forged: wanted refused as unauthenticated, accepted",
    );
    let harms: Vec<Harm> = played.verdict().breaches.iter().map(|it| it.harm).collect();
    assert_eq!(harms, [Harm::Hole, Harm::Hole]);

    let server = Sessions::start(&["jku-fetched"]).await;
    let played = server.play("", (JKU, EXPECT)).await;
    played.is(
        Kind::Fail,
        "fetched: wanted exactly 0 `requests`, 1 `requests` were counted",
    );
    let came = &played.probe("fetched").evidence.frames[0].text.text;
    assert!(came.as_str().starts_with("GET /rogue HTTP/1.1"), "{came}");
}

/// A service that calls back where it is told to, a little after it has answered.
async fn calling_back(times: u32) -> String {
    answering(move |asked| {
        if !asked.carries(TOKEN) {
            return no();
        }
        if let Some((_, authority)) = asked.body.split_once("http://") {
            let authority = authority.split('/').next().unwrap().to_owned();
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(50)).await;
                for _ in 0..times {
                    let mut stream = TcpStream::connect(&authority).await.unwrap();
                    stream
                        .write_all(b"POST /hook HTTP/1.1\r\nHost: x\r\n\r\n")
                        .await
                        .unwrap();
                }
            });
        }
        ok(r#"{"user":"alice"}"#)
    })
    .await
}

#[tokio::test]
async fn a_webhook_is_counted_though_it_comes_late() {
    let operations = r#"  subscribe: { post: /hooks, needs: [access], inputs: { to: none }, json: { to: "${to}" }, proof: { json: "$.user", equals: alice } }"#;
    let steps = r#"listen: { name: hook, serve: nothing, probe: called }
        call: { op: whoami, control: both }
        call: { op: subscribe, with: { to: "${listen.hook.url}" } }"#;
    let expect = "{ probe: called, count: { requests: { exactly: 1 } }, level: contract }";
    let played = play(&calling_back(1).await, operations, (steps, expect)).await;
    played.is(Kind::Pass, "");
    assert_eq!(played.outcome("called"), Outcome::Done);
    let played = play(&calling_back(3).await, operations, (steps, expect)).await;
    played.is(
        Kind::Fail,
        "called: wanted exactly 1 `requests`, 3 `requests` were counted",
    );
    let played = play(&calling_back(0).await, operations, (steps, expect)).await;
    played.is(
        Kind::Fail,
        "called: wanted exactly 1 `requests`, 0 `requests` were counted",
    );
}
