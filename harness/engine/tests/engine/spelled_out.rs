//! Requests that are spelled out to the last octet, and forms.

use std::sync::{Arc, Mutex};

use crate::support::files::{TOKEN, play};
use crate::support::http::{answering, listen, no, ok, says};
use model::observation::Outcome;
use model::verdict::Kind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const ALICE: &str = r#"{"user":"alice"}"#;
const CONTROL: &str = "call: { op: whoami, control: both }";

/// A server that keeps what it reads first on each connection, and answers it so.
async fn keeping(answer: String) -> (String, Arc<Mutex<Vec<Vec<u8>>>>) {
    let kept: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
    let keep = Arc::clone(&kept);
    let address = listen(move |mut stream| {
        let (keep, answer) = (Arc::clone(&keep), answer.clone());
        async move {
            let mut octets = vec![0; 4096];
            let Ok(read) = stream.read(&mut octets).await else {
                return;
            };
            octets.truncate(read);
            let own = String::from_utf8_lossy(&octets).contains("GET /me");
            keep.lock().unwrap().push(octets);
            let answer = if own { ok(ALICE) } else { answer };
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    })
    .await;
    (address, kept)
}

fn raw(octets: &str) -> String {
    format!("{CONTROL}\nhttp: {{ raw: {{ {octets} }}, proof: {{ status: 200 }}, probe: odd }}")
}

const NOT_ACCEPTED: &str = "{ probe: odd, is: not-accepted, level: must }";

#[tokio::test]
async fn octets_leave_as_they_are_written() {
    let (address, kept) = keeping(says("400 Bad Request", "X-a: 1\r\nx-A: 2\r\n", "")).await;
    let text = r#"bytes: "GET  /x HTTP/9.9\nA : \x01\r\n\r\nrest""#;
    let played = play(&address, "", (&raw(text), NOT_ACCEPTED)).await;
    played.is(Kind::Pass, "");
    let wire = kept
        .lock()
        .unwrap()
        .iter()
        .any(|octets| octets == b"GET  /x HTTP/9.9\nA : \x01\r\n\r\nrest");
    assert!(wire);
    let evidence = played.probe("odd").evidence;
    let request = evidence.request.unwrap();
    assert_eq!(request.method, "RAW");
    assert_eq!(request.url.as_str(), format!("http://{address}"));
    assert_eq!(
        request.body.unwrap().text.as_str(),
        "GET  /x HTTP/9.9\nA : \u{1}\r\n\r\nrest"
    );
    let answer = evidence.answer.unwrap();
    let names: Vec<_> = answer
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["Content-Length", "X-a", "x-A"]);

    let hex = "hex: 00ff0d0a0d0a";
    play(&address, "", (&raw(hex), NOT_ACCEPTED))
        .await
        .is(Kind::Pass, "");
    let wire = kept
        .lock()
        .unwrap()
        .iter()
        .any(|octets| octets == b"\x00\xff\r\n\r\n");
    assert!(wire);
}

#[tokio::test]
async fn what_is_served_all_the_same_is_a_hole() {
    let (address, _) = keeping(ok("anything")).await;
    let text = r#"bytes: "GET /me\r\n\r\n""#;
    let served = r#"bytes: "BREW / HTTP/1.1\r\n\r\n""#;
    play(&address, "", (&raw(text), NOT_ACCEPTED))
        .await
        .is(Kind::Fail, "wanted not accepted, accepted: HTTP 200");
    play(&address, "", (&raw(served), NOT_ACCEPTED))
        .await
        .is(Kind::Fail, "accepted: HTTP 200");
}

#[tokio::test]
async fn references_are_filled_in_and_secrets_stay_secret() {
    let address = answering(|asked| match asked.carries(TOKEN) {
        true => ok(ALICE),
        false => no(),
    })
    .await;
    let steps = format!(
        r#"{CONTROL}
        call: {{ op: whoami, capture: {{ mine: access }} }}
        http: {{ raw: {{ bytes: "GET /me HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer ${{mine}}\r\n\r\n" }}, capture: {{ who: {{ json: "$.user" }} }}, control: here }}
        http: {{ raw: {{ bytes: "GET /me HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer x${{mine}}\r\nX: ${{who}}\r\n\r\n" }}, proof: {{ status: 200 }}, probe: odd }}"#
    );
    let played = play(&address, "", (&steps, "{ probe: odd, is: accepted, level: must }\n{ probe: odd, is: not-accepted, level: may }")).await;
    let body = played.probe("odd").evidence.request.unwrap().body.unwrap();
    assert!(
        body.text
            .as_str()
            .ends_with("Bearer x[access of user]\r\nX: alice\r\n\r\n"),
        "{}",
        body.text
    );
    assert!(matches!(played.outcome("odd"), Outcome::Accepted(_)));
}

#[tokio::test]
async fn silence_and_hanging_up_are_bounded_and_no_acceptance() {
    let silent = listen(|mut stream| async move {
        let mut octets = vec![0; 4096];
        while let Ok(read) = stream.read(&mut octets).await {
            if read == 0 {
                return;
            }
            match octets[..read].starts_with(b"GET /x") {
                true => {}
                false if octets.starts_with(b"DROP") => return,
                false => stream.write_all(ok(ALICE).as_bytes()).await.unwrap(),
            }
        }
    })
    .await;
    let waits = raw(r#"bytes: "GET /x HTTP/1.1\r\n""#);
    play(&silent, "", (&waits, NOT_ACCEPTED))
        .await
        .is(Kind::Inconclusive, "no answer within 3s");
    let drops = raw(r#"bytes: "DROP""#);
    play(&silent, "", (&drops, NOT_ACCEPTED))
        .await
        .is(Kind::Pass, "");
}

#[tokio::test]
async fn a_form_is_sent_as_one() {
    let address = answering(|asked| match asked.path() {
        "/form"
            if asked.body == "user=alice&note=a+b%26c"
                && asked.carries("application/x-www-form-urlencoded") =>
        {
            ok(ALICE)
        }
        "/form" => says("400 Bad Request", "", ""),
        _ if asked.carries(TOKEN) => ok(ALICE),
        _ => no(),
    })
    .await;
    let form = |note: &str| {
        format!(
            r#"{CONTROL}
        http: {{ method: POST, path: /form, form: {{ user: "${{identity.username}}", note: "{note}" }}, proof: {{ json: "$.user", equals: alice }}, probe: form }}"#
        )
    };
    let accepted = "{ probe: form, is: { not-refused: unauthenticated }, level: must }";
    let played = play(&address, "", (&form("a b&c"), accepted)).await;
    assert!(matches!(
        played.is(Kind::Pass, "").outcome("form"),
        Outcome::Accepted(_)
    ));
    let played = play(&address, "", (&form("else"), accepted)).await;
    assert!(matches!(played.outcome("form"), Outcome::Refused { .. }));
}
