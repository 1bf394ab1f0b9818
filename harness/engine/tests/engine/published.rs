//! Public keys that a target publishes.

use std::sync::{Arc, Mutex};

use crate::support::files::scenario;
use crate::support::http::{answering, no, ok, says};
use crate::support::stage::{Played, Stage};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::verdict::Kind;

fn token() -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let header = part(r#"{"alg":"RS256","kid":"k"}"#);
    let claims = part(r#"{"sub":"alice","exp":4000000000}"#);
    format!("{header}.{claims}.{}", part("signature-of-some-length"))
}

async fn play(set: Option<String>) -> (Played, Vec<String>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    let good = format!("Bearer {}\r", token());
    let address = answering(move |asked| {
        heard.lock().unwrap().push(asked.path().to_owned());
        match (asked.path(), &set) {
            ("/jwks", Some(set)) => ok(set),
            ("/jwks", None) => says("404 Not Found", "", ""),
            _ if asked.carries(&good) => ok(r#"{"user":"alice"}"#),
            _ => no(),
        }
    })
    .await;
    let target = format!(
        r#"
name: t
services: {{ app: {{ http: "http://{address}" }} }}
scope: {{ hosts: [127.0.0.1], impact: destroy }}
identities: {{ user: {{ holds: {{ access: {{ env: TOKEN }} }} }} }}
credentials: {{ access: {{ places: [bearer], format: jwt, signed-by: key }} }}
keys: {{ key: {{ alg: RS256, jwks: "http://{address}/jwks" }} }}
operations:
  whoami: {{ get: /me, needs: [access], proof: {{ json: "$.user", equals: alice }} }}
contract: {{ refusals: {{ unauthenticated: {{ http: [{{ status: [401] }}] }} }} }}
"#
    );
    let steps = "call: { op: whoami, control: both }
        call: { op: whoami, credential: [{ is: { forge: hs-with-public-key/without-newline } }], probe: forged }";
    let expect = "{ probe: forged, is: { refused: unauthenticated }, level: must }";
    let stage = Stage::new(target, scenario(steps, expect)).secret("TOKEN", &token());
    let played = stage.play().await;
    let asked = asked.lock().unwrap().clone();
    (played, asked)
}

#[tokio::test]
async fn a_published_key_makes_the_forgeries_that_need_it() {
    let (played, asked) = play(Some(forge::jwks())).await;
    played.is(Kind::Pass, "");
    let fetched = asked.iter().filter(|path| *path == "/jwks");
    assert_eq!(fetched.count(), 1);
    // In the journal it is an act before any case.
    assert!(played.text.contains("/jwks"));
}

#[tokio::test]
async fn a_key_that_is_not_published_leaves_them_undecided() {
    for set in [None, Some("{}".to_owned()), Some("no json".to_owned())] {
        let (played, _) = play(set).await;
        played.is(Kind::Inconclusive, "public");
    }
}
