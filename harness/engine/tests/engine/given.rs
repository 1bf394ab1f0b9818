//! Credentials that identities bring along: by a program, or from the state of a browser.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Mutex;

use crate::support::files::{TOKEN, scenario};
use crate::support::http::{Asked, answering, no, ok, says};
use crate::support::stage::Stage;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gateproof_engine::Vault;
use model::verdict::Kind;
use scenario::{Source, read_target};

const STEPS: &str = "call: { op: whoami, control: both }
    call: { op: whoami, credential: [{ is: none }], probe: bare }";
const EXPECT: &str = "{ probe: bare, is: { refused: unauthenticated }, level: must }";

fn target(address: &str, held: &str) -> String {
    format!(
        r#"
name: t
services: {{ app: {{ http: "http://{address}" }} }}
scope: {{ hosts: [127.0.0.1], impact: destroy }}
identities: {{ user: {{ holds: {{ access: {held} }} }}, other: {{ name: x, holds: {{ access: {{ env: OTHER }} }} }} }}
credentials: {{ access: {{ places: [bearer], format: jwt }} }}
operations:
  whoami: {{ get: /me, needs: [access], proof: {{ json: "$.user", equals: alice }} }}
  logout: {{ post: /logout, needs: [access], ends: [access], proof: {{ status: 204 }} }}
contract: {{ refusals: {{ unauthenticated: {{ http: [{{ status: [401] }}] }} }} }}
"#
    )
}

/// A service that knows tokens until they log out.
async fn service(tokens: &[&str]) -> String {
    let good: HashSet<String> = tokens.iter().map(|token| (*token).to_owned()).collect();
    let good = Mutex::new(good);
    answering(move |asked: &Asked| {
        let mut good = good.lock().unwrap();
        let token = good
            .iter()
            .find(|token| asked.carries(token.as_str()))
            .cloned();
        match (asked.path(), token) {
            ("/logout", Some(token)) => {
                good.remove(&token);
                says("204 No Content", "", "")
            }
            (_, Some(_)) => ok(r#"{"user":"alice"}"#),
            (_, None) => no(),
        }
    })
    .await
}

fn state(folder: &Path, expires: i64) -> String {
    let file = folder.join("state.json");
    let cookie = format!(
        r#"{{"cookies":[{{"name":"sid","value":"{TOKEN}","domain":"127.0.0.1","path":"/","expires":{expires}}}],"origins":[]}}"#
    );
    std::fs::write(&file, cookie).unwrap();
    format!("{{ storage-state: \"{}\", cookie: sid }}", file.display())
}

#[tokio::test]
async fn a_program_and_a_browser_give_a_credential_that_no_journal_shows() {
    let folder = tempfile::tempdir().unwrap();
    let far = 4_000_000_000;
    for held in [
        format!("{{ command: [echo, \"{TOKEN}\"] }}"),
        format!("{{ command: [echo, \"{TOKEN}\"], expires: \"2096-01-01T00:00:00Z\" }}"),
        state(folder.path(), far),
        state(folder.path(), -1),
    ] {
        let text = target(&service(&[TOKEN]).await, &held);
        let stage = Stage::new(text, scenario(STEPS, EXPECT)).secret("OTHER", "another-token-1");
        let played = stage.play().await;
        played.is(Kind::Pass, "");
        assert!(!played.text.contains(TOKEN));
        let sent = played.act(1).evidence.request.unwrap();
        assert_eq!(sent.headers[0].1.as_str(), "Bearer [access of user]");
    }
}

/// Why the target file's secrets cannot be had.
fn refused(held: &str) -> String {
    let text = target("127.0.0.1:1", held);
    let source = Source {
        name: "target.yaml".to_owned(),
        text,
    };
    let target = read_target(source).unwrap_or_else(|errors| panic!("{errors}"));
    let opened = Vault::open(&target.target, |name| {
        (name == "OTHER" || name == "TOKEN").then(|| jwt(1))
    });
    opened.map(drop).unwrap_err().to_string()
}

fn jwt(exp: i64) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let (header, claims) = (
        part(r#"{"alg":"HS256"}"#),
        part(&format!(r#"{{"exp":{exp}}}"#)),
    );
    format!("{header}.{claims}.{}", part("signature"))
}

#[test]
fn what_has_expired_is_told_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = |at: &str| format!("`access` of `user`: it expired at {at}: get another one");
    assert_eq!(
        refused(&state(folder.path(), 1_000_000_000)),
        wanted("2001-09-09T01:46:40Z")
    );
    assert_eq!(
        refused("{ command: [echo, very-secret], expires: \"2020-01-01T00:00:00+02:00\" }"),
        wanted("2019-12-31T22:00:00Z")
    );
    assert_eq!(refused("{ env: TOKEN }"), wanted("1970-01-01T00:00:01Z"));
    let failed = refused("{ command: [sh, -c, \"echo very-secret; exit 1\"] }");
    assert_eq!(failed, "`access` of `user`: `sh` failed: exit status: 1");
    let missing = refused("{ storage-state: no/such/state.json, cookie: sid }");
    assert!(missing.starts_with("`access` of `user`: `no/such/state.json` cannot be read: "));
}

#[tokio::test]
async fn what_a_logout_ended_is_not_sent_again_in_a_later_case() {
    let text = target(
        &service(&[TOKEN, "another-token-1"]).await,
        &format!("{{ command: [echo, \"{TOKEN}\"] }}"),
    );
    let logout = "call: { op: logout }
        call: { op: whoami, as: other, control: here }
        call: { op: whoami, credential: [{ is: none }], probe: bare }
        call: { op: whoami, as: other, control: here }";
    let first = scenario(logout, EXPECT);
    let second = scenario(STEPS, EXPECT).replace("id: a/b", "id: a/c");
    let stage = Stage::new(text, first).secret("OTHER", "another-token-1");
    let played = stage.play_all(&[&second]).await;
    let verdicts = played.verdicts();
    assert_eq!(verdicts[0].1.kind, Kind::Pass, "{}", verdicts[0].1.reason);
    let (_, later) = &verdicts[1];
    assert_eq!(later.kind, Kind::Inconclusive);
    let reason = later.reason.as_str();
    assert!(
        reason.contains("comes from outside, and was ended before"),
        "{reason}"
    );
}
