//! Commands that repeat a request, as they stand in a report.

use gateproof_report::{Format, render};
use model::event::Ending;
use model::observation::{Evidence, SentRequest};
use model::plan::Tag;
use model::verdict::Harm;

use crate::tape::{Tape, breach, case, failed, seen, words};
use crate::wire::{answer, frame, get, http, socket, text, upgrade};

/// The command for a case whose second act, with this evidence, showed a breach.
fn command(evidence: Evidence) -> Option<String> {
    let mut tape = Tape::new();
    tape.plan(case("a/b", Vec::new()));
    let outcome = model::observation::Outcome::Accepted(words("it is there"));
    tape.seen("a/b", seen(2, Tag::Probe("p".into()), outcome, evidence));
    tape.judged(
        "a/b",
        failed(
            "hole",
            vec![breach(2, "p", Harm::Hole, "refused", "accepted")],
        ),
    );
    let page = render(Format::Console, &tape.end(Ending::Finished)).unwrap();
    let (_, rest) = page.split_once("  again\n    ")?;
    rest.lines().next().map(str::to_owned)
}

fn sent(request: SentRequest) -> Option<String> {
    command(http(request, answer(200, &[], None)))
}

#[test]
fn curl_repeats_what_was_sent() {
    let json = ("content-type", "application/json");
    let mut post = get(
        "/auth/token",
        &[json, ("content-length", "40"), ("x-empty", "")],
    );
    post.method = "POST".into();
    post.body = Some(text(
        r#"{"username":"alice","password":"[password of user]"}"#,
    ));
    assert_eq!(
        sent(post.clone()).unwrap(),
        r#"curl -i -H 'content-type: application/json' -H 'x-empty;' --data-raw '{"username":"alice","password":"'"$PASSWORD_OF_USER"'"}' 'http://127.0.0.1:8000/auth/token'"#
    );
    post.headers.clear();
    post.method = "PUT".into();
    assert!(
        sent(post)
            .unwrap()
            .starts_with("curl -i -X 'PUT' -H 'Content-Type:' --data-raw ")
    );
    let mut head = get("/a/../b?x=[]", &[]);
    head.method = "HEAD".into();
    assert_eq!(
        sent(head).unwrap(),
        "curl -i --head --globoff --path-as-is 'http://127.0.0.1:8000/a/../b?x=[]'"
    );
}

#[test]
fn a_foreign_host_is_named() {
    let mut request = get("/me", &[]);
    request.headers = vec![("Host".into(), words("evil.example"))];
    assert_eq!(
        sent(request).unwrap(),
        "curl -i -H 'Host: evil.example' 'http://127.0.0.1:8000/me'"
    );
    let mut request = upgrade("/ws", &[("origin", "https://app.example.test")]);
    request.url = words("wss://127.0.0.1:8000/ws");
    request.headers[0].1 = words("evil.example");
    let command = sent(request).unwrap();
    assert!(command.starts_with(
        "curl -i --http1.1 --max-time 5 -H 'Host: evil.example' -H 'Connection: Upgrade'"
    ));
    assert!(
        command.ends_with("-H 'origin: https://app.example.test' 'https://127.0.0.1:8000/ws'"),
        "{command}"
    );
}

#[test]
fn websocat_repeats_a_socket_and_what_was_said_on_it() {
    let request = upgrade("/ws/[jwt]", &[("sec-websocket-protocol", "chat")]);
    assert_eq!(
        command(socket(
            request.clone(),
            vec![frame(1, false, "text", "hello")]
        ))
        .unwrap(),
        r#"websocat --protocol 'chat' 'ws://127.0.0.1:8000/ws/'"$JWT""#
    );
    let frames = vec![
        frame(1, true, "text", "it's"),
        frame(2, true, "text", "two"),
    ];
    let command = command(socket(request, frames)).unwrap();
    assert!(
        command.starts_with(r"printf '%s\n' 'it'\''s' 'two' | websocat -n "),
        "{command}"
    );
}

#[test]
fn what_was_not_kept_whole_is_not_repeated() {
    let mut post = get("/x", &[]);
    let mut body = text("the beginning");
    body.octets = Some(70_000);
    post.body = Some(body.clone());
    assert_eq!(sent(post), None);
    let mut cut = frame(1, true, "text", "");
    cut.text = body;
    assert_eq!(command(socket(upgrade("/ws", &[]), vec![cut])), None);
    assert_eq!(sent(get(&"x".repeat(10_000), &[])), None);
    assert_eq!(command(Evidence::default()), None, "nothing was sent");
}

#[test]
fn octets_are_printed_to_where_they_went() {
    let octets = |url: &str, octets: &str| {
        let mut raw = get("/", &[]);
        raw.method = "RAW".into();
        raw.url = words(url);
        raw.body = Some(text(octets));
        sent(raw)
    };
    assert_eq!(
        octets(
            "http://127.0.0.1:8000",
            "GET /me HTTP/1.1\r\nA: [access of user]\r\n\r\n"
        )
        .unwrap(),
        r#"printf %s $'GET /me HTTP/1.1\r\nA: '"$ACCESS_OF_USER"$'\r\n\r\n' | nc -q 5 '127.0.0.1' '8000'"#
    );
    assert_eq!(
        octets("https://[::1]", "x").unwrap(),
        "printf %s 'x' | openssl s_client -quiet -connect '[::1]:443'"
    );
    assert_eq!(
        octets("http://h", "\u{fffd}"),
        None,
        "what is no text was not kept"
    );
}
