//! Roles, and what a step may put where a credential stands, on the reference server.

use crate::support::files::{TOKEN, scenario};
use crate::support::http::{answering, listen, no, ok, request};
use crate::support::sessions::Sessions;
use crate::support::stage::{Played, Stage};
use model::observation::Outcome;
use model::verdict::Kind;
use tokio::io::AsyncWriteExt;

const CONTROL: &str = "call: { op: whoami, control: both }";

/// One probe `p` with this credential, which must be refused as unauthenticated.
async fn refused(server: &Sessions, op: &str, credential: &str) -> Played {
    let steps = format!("{CONTROL}\ncall: {{ op: {op}, credential: {credential}, probe: p }}");
    let expect = "{ probe: p, is: { refused: unauthenticated }, level: must }";
    server.play("", (&steps, expect)).await
}

fn sent(played: &Played, name: &str) -> Option<String> {
    let request = played.probe("p").evidence.request.unwrap();
    let mut found = request
        .headers
        .into_iter()
        .filter(|(known, _)| known == name);
    found.next().map(|(_, value)| value.to_string())
}

#[tokio::test]
async fn each_use_of_a_credential_stands_where_it_belongs() {
    let server = Sessions::start(&[]).await;
    for (credential, header, value) in [
        ("[{ is: none }]", "Authorization", None),
        ("[{ is: empty }]", "Authorization", Some("Bearer ")),
        (
            "[{ is: { value: of-nobody-1 } }]",
            "Authorization",
            Some("Bearer [access as given]"),
        ),
        (
            "[{ is: { kind: channel } }]",
            "Authorization",
            Some("Bearer [channel of user]"),
        ),
        (
            "[{ is: { forge: alg-none } }]",
            "Authorization",
            Some("Bearer [access of user forged alg-none]"),
        ),
        (
            "[{ is: { mint: { drop: [aud] } } }]",
            "Authorization",
            Some("Bearer [access of user minted]"),
        ),
        (
            "[{ is: { mint: { key: current, set: { typ: x }, drop: [aud] } } }]",
            "Authorization",
            Some("Bearer [access of user minted by current]"),
        ),
        (
            "[{ place: { header: X-Undeclared, scheme: odd }, is: valid }]",
            "X-Undeclared",
            Some("odd [access of user]"),
        ),
        (
            "[{ place: { header: X-Undeclared, scheme: odd }, is: valid }]",
            "Authorization",
            None,
        ),
        ("[{ place: 2, is: valid }]", "Authorization", None),
        (
            "[{ place: cookie, is: valid }]",
            "Cookie",
            Some("access=[access of user]"),
        ),
        (
            "[{ place: ambient, is: valid }]",
            "Cookie",
            Some("access=[access of user]"),
        ),
        (
            "[{ name: every, place: ambient, is: valid }]",
            "Cookie",
            Some("access=[access of user]"),
        ),
        (
            "[{ name: every, place: ambient, is: valid }]",
            "Authorization",
            None,
        ),
        (
            "[{ place: header, is: valid }]",
            "X-Access",
            Some("token [access of user]"),
        ),
    ] {
        let played = refused(&server, "whoami", credential).await;
        assert_eq!(
            played.verdict().kind,
            Kind::Pass,
            "{credential}: {}",
            played.told()
        );
        assert_eq!(sent(&played, header).as_deref(), value, "{credential}");
    }
    // Octets that no placeholder names are taken out where they stand as a query, too.
    let played = refused(&server, "whoami", "[{ place: query, is: valid }]").await;
    let url = played
        .is(Kind::Pass, "")
        .probe("p")
        .evidence
        .request
        .unwrap()
        .url;
    assert!(
        url.as_str().ends_with("/me?access_token=[access of user]"),
        "{url}"
    );
}

#[tokio::test]
async fn two_uses_at_one_place_are_sent_both_in_their_order() {
    let server = Sessions::start(&[]).await;
    let two = "[{ place: 1, is: valid }, { place: 1, is: { forge: alg-none } }]";
    let played = refused(&server, "whoami", two).await;
    played.is(Kind::Pass, "");
    let request = played.probe("p").evidence.request.unwrap();
    let sent = request.headers.iter();
    let sent = sent.filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let sent: Vec<String> = sent.map(|(_, value)| value.to_string()).collect();
    assert_eq!(
        sent,
        [
            "Bearer [access of user]",
            "Bearer [access of user forged alg-none]"
        ]
    );
}

#[tokio::test]
async fn a_credential_of_somebody_else_and_one_by_its_name() {
    let server = Sessions::start(&[]).await;
    // As alice with the token of bob: whoami names bob, which proves nothing for alice.
    let steps = format!(
        "{CONTROL}
        call: {{ op: whoami, credential: [{{ is: {{ of: other }} }}], probe: theirs }}
        call: {{ op: whoami, as: other, credential: [{{ is: {{ of: other }} }}], probe: own }}
        call: {{ op: marked, credential: [{{ name: channel, is: none }}], probe: unmarked }}"
    );
    let expect = "{ probe: theirs, is: { not-refused: unauthenticated }, level: must }
        { probe: own, is: { not-refused: unauthenticated }, level: must }
        { probe: unmarked, is: { not-refused: unauthenticated }, level: must }";
    let played = server.play("", (&steps, expect)).await;
    played.is(Kind::Inconclusive, "theirs");
    assert_eq!(
        played.outcome("theirs").to_string(),
        "unclear: HTTP 200 without the proof of acceptance: $.username equal to \"alice\" wanted, `bob` found"
    );
    assert_eq!(
        played.outcome("own").to_string(),
        "accepted: $.username is `bob`"
    );
    let names: Vec<_> = played.probe("unmarked").evidence.request.unwrap().headers;
    assert_eq!(names.len(), 1, "the bearer token alone: {names:?}");
}

#[tokio::test]
async fn anonymous_and_stranger_and_a_second_tab() {
    let server = Sessions::start(&[]).await;
    let steps = format!(
        r#"{CONTROL}
        call: {{ op: whoami, as: anonymous, control: both, must: refuse }}
        call: {{ op: login, as: stranger, probe: stranger }}
        call: {{ op: login, as: user/tab2 }}
        call: {{ op: whoami, as: user/tab2, probe: tab }}"#
    );
    let expect = "{ probe: stranger, is: { refused: unauthenticated }, level: must }
        { probe: tab, is: accepted, level: must }";
    let played = server.play("", (&steps, expect)).await;
    played.is(Kind::Pass, "");
    let tab = played.probe("tab").evidence.request.unwrap();
    assert_eq!(tab.headers[0].1.as_str(), "Bearer [access of user/tab2]");
    let body = played
        .probe("stranger")
        .evidence
        .request
        .unwrap()
        .body
        .unwrap();
    assert!(!body.text.as_str().contains("alice"), "{}", body.text);
    assert_eq!(played.act(2).outcome.to_string(), "refused: HTTP 401");
}

#[tokio::test]
async fn an_identity_that_only_visits() {
    let server = Sessions::start(&[]).await;
    let http = r#"http: { method: GET, path: /health, as: guest, proof: { json: "$.status", equals: ok }, control: both }"#;
    let steps = format!("{http}\ncall: {{ op: health, as: guest, credential: [], probe: open }}");
    let expect = "{ probe: open, is: { not-refused: unauthenticated }, level: must }";
    server.play("", (&steps, expect)).await.is(Kind::Pass, "");
    // One without attributes cannot log in: skipped before anything is sent.
    let steps = format!("{CONTROL}\ncall: {{ op: whoami, as: guest, probe: p }}");
    let expect = "{ probe: p, is: { refused: unauthenticated }, level: must }";
    let played = server.play("", (&steps, expect)).await;
    played.is(Kind::Skipped, "guest");
    assert!(played.seen().is_empty());
}

#[tokio::test]
async fn what_an_identity_holds_needs_no_login() {
    let address = answering(|asked| match asked.carries(TOKEN) {
        true => ok(r#"{"user":"alice"}"#),
        false => no(),
    })
    .await;
    let target = crate::support::files::target(&address, "", "");
    let steps = "call: { op: whoami, control: both }
        call: { op: whoami, credential: [{ is: { value: other } }], probe: p }";
    let expect = "{ probe: p, is: { refused: unauthenticated }, level: must }";
    let stage = Stage::new(target, scenario(steps, expect)).secret("TOKEN", TOKEN);
    let played = stage.play().await;
    played.is(Kind::Pass, "");
    assert!(
        played.seen().iter().all(|(implied, _)| !implied),
        "{}",
        played.told()
    );
}

#[tokio::test]
async fn from_is_a_source_address_of_its_own() {
    let address = listen(|mut stream| async move {
        let peer = stream.peer_addr().unwrap().ip();
        while let Some(asked) = request(&mut stream).await {
            let answer = match asked.carries(TOKEN) || asked.path() == "/who" {
                true => ok(&format!(r#"{{"user":"alice","from":"{peer}"}}"#)),
                false => no(),
            };
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    })
    .await;
    let target = crate::support::files::target(&address, "", "");
    let steps = "call: { op: whoami, control: both }
        call: { op: whoami, from: a, probe: a }
        call: { op: whoami, from: b, probe: b }
        http: { method: GET, path: /who, from: a, proof: { status: 200 }, probe: again }
        call: { op: whoami, credential: [{ is: none }], probe: p }";
    let expect = r#"{ probe: a, match: { json: "$.from", equals: 127.0.0.2 }, level: must }
        { probe: b, match: { json: "$.from", equals: 127.0.0.3 }, level: must }
        { probe: again, match: { json: "$.from", equals: 127.0.0.2 }, level: must }
        { probe: p, is: { refused: unauthenticated }, level: must }"#
        .replace("equals: 127.0.0.2", "equals: \"127.0.0.2\"")
        .replace("equals: 127.0.0.3", "equals: \"127.0.0.3\"");
    let stage = Stage::new(target, scenario(steps, &expect)).secret("TOKEN", TOKEN);
    let played = stage.play().await;
    played.is(Kind::Pass, "");
    assert!(matches!(played.outcome("a"), Outcome::Accepted(_)));
}
