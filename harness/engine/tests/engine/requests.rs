//! The verbs `call` and `http`, on the reference server.

use crate::support::sessions::Sessions;
use model::observation::Outcome;
use model::verdict::Kind;
use serde_json::json;

const CONTROL: &str = "call: { op: whoami, control: both }";

#[tokio::test]
async fn call_with_capture_and_inputs_of_another_operation() {
    let server = Sessions::start(&[]).await;
    // `publish` takes its channel from `own-channel`, which takes its token from `login`.
    let steps = format!(
        r#"{CONTROL}
        call: {{ op: own-channel, as: other, capture: {{ theirs: channel }} }}
        call: {{ op: publish, probe: own }}
        call: {{ op: publish, with: {{ channel: "${{theirs}}", message: hi }}, probe: foreign }}"#
    );
    let expect = "{ probe: own, is: not-refused: forbidden, level: must }
        { probe: foreign, is: { refused: forbidden }, level: must }"
        .replace(
            "is: not-refused: forbidden",
            "is: { not-refused: forbidden }",
        );
    let played = server.play("", (&steps, &expect)).await;
    played.is(Kind::Pass, "");
    assert!(matches!(played.outcome("own"), Outcome::Accepted(_)));
    let implied: Vec<_> = played
        .seen()
        .into_iter()
        .filter(|(implied, _)| *implied)
        .collect();
    assert_eq!(
        implied.len(),
        3,
        "two logins and a channel: {}",
        played.told()
    );
    let foreign = played.probe("foreign").evidence.request.unwrap();
    assert!(
        foreign
            .url
            .as_str()
            .ends_with("/sessions/[channel of other]/events"),
        "{}",
        foreign.url
    );
    assert_eq!(foreign.body.unwrap().text.as_str(), r#"{"message":"hi"}"#);
}

#[tokio::test]
async fn a_capture_is_the_same_value_later() {
    let server = Sessions::start(&[]).await;
    let steps = format!(
        r#"{CONTROL}
        call: {{ op: me, capture: {{ who: name, token: access }} }}
        http: {{ method: GET, path: /me, headers: {{ Authorization: "Bearer ${{token}}" }}, proof: {{ json: "$.username", equals: "${{who}}" }}, probe: again }}
        http: {{ method: GET, path: /me, headers: {{ Authorization: "Bearer ${{token}}x" }}, proof: {{ status: 200 }}, probe: broken }}"#
    );
    let expect = "{ probe: again, is: { not-refused: unauthenticated }, level: must }
        { probe: broken, is: { refused: unauthenticated }, level: must }
        { probe: again, match: { contains: \"${who}\" }, level: must }";
    let played = server.play("", (&steps, expect)).await;
    played.is(Kind::Pass, "");
    assert_eq!(
        played.outcome("again").to_string(),
        "accepted: $.username is `alice`"
    );
    let sent = played.probe("again").evidence.request.unwrap();
    assert_eq!(sent.headers[0].1.as_str(), "Bearer [access of user]");
}

#[tokio::test]
async fn http_with_a_body_a_proof_and_captures() {
    let server = Sessions::start(&[]).await;
    let login = |password: &str| {
        format!(
            r#"http: {{ method: POST, path: /auth/token, query: {{ v: "1" }}, json: {{ username: alice, password: "{password}" }}, capture: {{ mine: {{ json: "$.access_token" }} }}"#
        )
    };
    let steps = format!(
        r#"{}, control: both }}
        {}, probe: wrong }}
        http: {{ method: GET, path: /me, headers: {{ Authorization: "Bearer ${{mine}}" }}, proof: {{ status: 200 }}, probe: mine }}
        http: {{ method: POST, path: /auth/token, text: "no json", headers: {{ Content-Type: application/json }}, proof: {{ status: 200 }}, probe: garbled }}"#,
        login("${identity.password}"),
        login("wrong-password-1")
    );
    let expect = "{ probe: wrong, is: { refused: unauthenticated }, level: must }
        { probe: mine, is: { not-refused: unauthenticated }, level: must }
        { probe: garbled, is: { refused: malformed }, level: must }";
    let played = server.play("", (&steps, expect)).await;
    played.is(Kind::Pass, "");
    assert_eq!(played.outcome("mine").to_string(), "accepted: HTTP 200");
    let control = played.act(1).evidence;
    assert!(
        control
            .request
            .as_ref()
            .unwrap()
            .url
            .as_str()
            .ends_with("/auth/token?v=1")
    );
    let body = control.answer.unwrap().body.unwrap();
    assert!(
        body.text.as_str().contains(r#""access_token":"[mine"#),
        "{}",
        body.text
    );
    let garbled = played.probe("garbled").evidence.request.unwrap();
    let types = garbled
        .headers
        .iter()
        .filter(|(name, _)| name == "Content-Type");
    assert_eq!(types.count(), 1, "what the file says, and nothing else");
}

#[tokio::test]
async fn a_chain_is_one_operation() {
    let server = Sessions::start(&[]).await;
    let steps = "call: { op: login-chain, capture: { token: access }, control: both }
        call: { op: login-chain, as: stranger, probe: stranger }
        call: { op: mine-chain, probe: sent }";
    let expect = "{ probe: stranger, is: { refused: unauthenticated }, level: must }
        { probe: sent, is: { not-refused: forbidden }, level: must }";
    let played = server.play("", (steps, expect)).await;
    played.is(Kind::Pass, "");
    let Outcome::Accepted(by) = played.outcome("sent") else {
        panic!("{}", played.told())
    };
    assert_eq!(by.as_str(), "HTTP 202");
    let sent = played
        .probe("stranger")
        .evidence
        .request
        .unwrap()
        .body
        .unwrap();
    let sent: serde_json::Value = serde_json::from_str(sent.text.as_str()).unwrap();
    let name = sent["username"].as_str().unwrap();
    assert_ne!(name, "alice");
    assert_eq!(name.len(), "alice".len(), "a valid shape");
}

#[tokio::test]
async fn an_operation_may_refuse_in_words_of_its_own() {
    let server = Sessions::start(&[]).await;
    let steps = "call: { op: named-refusal, control: both }
        call: { op: named-refusal, credential: [{ is: none }], probe: bare }
        call: { op: named-refusal, credential: [{ is: { value: a.b.c } }], probe: wrong }";
    let expect = "{ probe: bare, is: { refused: unauthenticated }, level: must }
        { probe: wrong, is: { refused: unauthenticated }, level: should }";
    let played = server.play("", (steps, expect)).await;
    // The words fit the first alone; the second is a warning by its level.
    played.is(Kind::Pass, "");
    let notes = played.verdict().notes;
    assert_eq!(notes.len(), 1);
    assert_eq!(
        (notes[0].probe.as_str(), notes[0].seen.as_str()),
        ("wrong", "refused: HTTP 401")
    );
}

#[tokio::test]
async fn the_facts_of_an_answer_are_matched() {
    let server = Sessions::start(&["challenge-missing"]).await;
    let steps = "call: { op: whoami, control: both }
        call: { op: whoami, credential: [{ is: none }], probe: bare }";
    let expect = "{ probe: bare, match: { header: WWW-Authenticate, exists: true }, level: must }";
    let played = server.play("", (steps, expect)).await;
    played.is(
        Kind::Fail,
        "bare: wanted header WWW-Authenticate present, nothing there",
    );
    let server = Sessions::start(&[]).await;
    let played = server.play("", (steps, expect)).await;
    let fact = &played.is(Kind::Pass, "").probe("bare").facts[0];
    assert_eq!(
        (fact.held, fact.seen.as_str()),
        (true, "`Bearer realm=\"sessions\"`")
    );
    assert_eq!(json!(played.probe("bare").notices), json!([]));
}
