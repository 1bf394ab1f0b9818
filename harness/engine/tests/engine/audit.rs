//! Records of security events: which are counted, what stands in them, and when they are missing.

use std::sync::Mutex;

use crate::support::files::{TOKEN, scenario, target};
use crate::support::http::{Asked, answering, no, ok, says};
use crate::support::stage::{Played, Stage};
use crate::support::workspace::Workspace;
use model::plan::Tag;
use model::verdict::Kind;

const LOGOUT: &str = r#"call: { op: whoami, as: other, control: both }
    call: { op: login }
    call: { op: logout, headers: { User-Agent: audited/1 }, mark: caused }
    audit: { event: logout, since: caused, probe: record }"#;
const EXPECT: &str = "{ probe: record, count: { records: { exactly: 1 } }, level: contract }
    { probe: record, fields: as-declared, level: contract }";

#[tokio::test]
async fn an_event_is_recorded_once_with_its_fields() {
    let server = Workspace::start(&[]).await;
    // What others have done before does not count.
    server.play((LOGOUT, EXPECT)).await.is(Kind::Pass, "");
    let played = server.play((LOGOUT, EXPECT)).await;
    played.is(Kind::Pass, "");
    let record = played.probe("record");
    assert_eq!(record.counts["records"], 1);
    assert!(
        record.evidence.frames[0]
            .text
            .text
            .as_str()
            .contains("audited/1")
    );
    // It was read before the step with the mark, as set-up.
    let tags = played.seen().into_iter().filter(|(implied, _)| !implied);
    let tags: Vec<(u32, Tag)> = tags.map(|(_, seen)| (seen.act, seen.tag)).collect();
    assert_eq!(tags[2], (3, Tag::Setup));
    assert_eq!(tags[4], (5, Tag::Probe("record".to_owned())));
}

/// A service that records what `writes` makes of a logout, and says what it has recorded.
async fn recording(writes: fn(&Asked) -> Vec<String>) -> String {
    let records: Mutex<Vec<String>> = Mutex::new(vec![record("alice", "127.0.0.1", "other/1")]);
    answering(move |asked| {
        let mut records = records.lock().unwrap();
        match asked.path() {
            "/audit" => ok(&format!("[{}]", records.join(","))),
            "/broken" => says("500 Oh", "", ""),
            _ if !asked.carries(TOKEN) => no(),
            "/logout" => {
                let new = writes(asked);
                // The newest first: nothing depends on their order.
                records.splice(0..0, new);
                ok(r#"{"user":"alice"}"#)
            }
            _ => ok(r#"{"user":"alice"}"#),
        }
    })
    .await
}

fn record(user: &str, address: &str, agent: &str) -> String {
    format!(r#"{{"type":"logged_out","user":"{user}","ip":"{address}","ua":"{agent}"}}"#)
}

const OPERATIONS: &str = r#"  logout: { post: /logout, needs: [access], proof: { json: "$.user", equals: alice } }
  read-audit: { get: /audit, proof: { status: 200 } }"#;
const HOOK: &str = r#"hooks:
  audit: { op: read-audit, records: "$", fields: { event: "$.type", user: "$.user", address: "$.ip", agent: "$.ua" } }
contract:
  audit: { events: { logout: { name: logged_out, fields: [user, address, agent] } } }"#;
const STEPS: &str = r#"call: { op: whoami, control: both }
    call: { op: logout, headers: { User-Agent: audited/1 }, from: a, mark: caused }
    audit: { event: logout, since: caused, probe: record }"#;

async fn recorded(writes: fn(&Asked) -> Vec<String>) -> Played {
    played(writes, (STEPS, EXPECT)).await
}

async fn played(writes: fn(&Asked) -> Vec<String>, (steps, expect): (&str, &str)) -> Played {
    let text = target(&recording(writes).await, OPERATIONS, "  effect: 200ms")
        .replace("identities:", "identities:\n  other: { username: bob }")
        .replace("contract:", HOOK);
    let stage = Stage::new(text, scenario(steps, expect)).secret("TOKEN", TOKEN);
    stage.play().await
}

#[tokio::test]
async fn what_is_missing_doubled_or_wrong_is_seen() {
    let good = |_: &Asked| vec![record("alice", "127.0.0.2", "audited/1")];
    recorded(good).await.is(Kind::Pass, "");

    let played = recorded(|_| Vec::new()).await;
    played.is(
        Kind::Fail,
        "record: wanted exactly 1 `records`, 0 `records` were counted",
    );
    let twice = |_: &Asked| vec![record("alice", "127.0.0.2", "audited/1"); 2];
    recorded(twice)
        .await
        .is(Kind::Fail, "2 `records` were counted");
    let other = |_: &Asked| vec![record("alice", "127.0.0.2", "audited/1").replace("out", "in")];
    recorded(other)
        .await
        .is(Kind::Fail, "0 `records` were counted");

    let lacks = |_: &Asked| vec![record("", "127.0.0.2", "audited/1")];
    recorded(lacks).await.is(Kind::Fail, "it has no `user`");
    let somebody = |_: &Asked| vec![record("bob", "127.0.0.2", "audited/1")];
    recorded(somebody)
        .await
        .is(Kind::Fail, "its `user` is `bob`, which is another");
    let proxy = |_: &Asked| vec![record("alice", "127.0.0.1", "audited/1")];
    recorded(proxy)
        .await
        .is(Kind::Fail, "its `address` is `127.0.0.1`");
    let agent = |_: &Asked| vec![record("alice", "127.0.0.2", "a library")];
    recorded(agent)
        .await
        .is(Kind::Fail, "its `agent` is `a library`");
}

#[tokio::test]
async fn a_record_that_cannot_be_read_says_nothing() {
    let text = target(&recording(|_| Vec::new()).await, OPERATIONS, "").replace("contract:", HOOK);
    for (path, why) in [
        (
            "get: /broken",
            "the record of events was not read: server error: HTTP 500",
        ),
        ("get: /page", "the record of events was not read"),
    ] {
        let text = text.replace("get: /audit", path);
        let stage = Stage::new(text, scenario(STEPS, EXPECT)).secret("TOKEN", TOKEN);
        stage.play().await.is(Kind::Inconclusive, why);
    }
}

#[tokio::test]
async fn the_name_that_is_asked_for_and_an_address_that_was_claimed_decide() {
    let good = |_: &Asked| vec![record("alice", "127.0.0.1", "audited/1")];
    let claimed = |_: &Asked| vec![record("alice", "203.0.113.7", "audited/1")];
    let own = STEPS.replace("from: a", "disguise: x-real-ip");
    let steps = |name: &str| own.replace("probe:", &format!("user: {name}, probe:"));
    for (name, verdict, why) in [
        ("alice", Kind::Pass, ""),
        (
            "7f3a",
            Kind::Fail,
            "its `user` is `alice`, which is another",
        ),
    ] {
        let played = played(good, (&steps(name), EXPECT)).await;
        played.is(verdict, why);
    }
    let why = "its `address` is `203.0.113.7`, which is another";
    played(claimed, (&own, EXPECT)).await.is(Kind::Fail, why);
}

#[tokio::test]
async fn a_secret_in_a_record_is_seen() {
    let expect = "{ probe: record, secrets: none, level: must }";
    let clean = |_: &Asked| vec![record("alice", "127.0.0.2", "audited/1")];
    played(clean, (STEPS, expect)).await.is(Kind::Pass, "");
    let told = |_: &Asked| vec![record(TOKEN, "127.0.0.2", "audited/1")];
    let why = "wanted no credential and no password, it holds `access of user`";
    played(told, (STEPS, expect)).await.is(Kind::Fail, why);
    let shaped = |_: &Asked| vec![record("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0x.c2ln", "", "")];
    let why = "it holds something with the shape of a token";
    played(shaped, (STEPS, expect)).await.is(Kind::Fail, why);
    // What was not found shows nothing.
    let none = |_: &Asked| Vec::new();
    played(none, (STEPS, expect))
        .await
        .is(Kind::Inconclusive, "");
}
