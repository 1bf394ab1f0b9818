//! The verbs on sockets, on the reference server.

use crate::support::files::TOKEN;
use crate::support::sessions::Sessions;
use crate::support::socket::{pongs, sockets};
use model::observation::Outcome;
use model::verdict::Kind;

const CONTROL: &str = "open: { op: socket, control: both }";

#[tokio::test]
async fn open_by_origin_host_and_headers() {
    let server = Sessions::start(&[]).await;
    let steps = format!(
        r#"{CONTROL}
        open: {{ op: socket, origin: foreign, probe: foreign }}
        open: {{ op: socket, origin: "https://spelled.evil.test", probe: spelled }}
        open: {{ op: socket, origin: absent, probe: absent }}
        open: {{ op: socket, origin: upper-case-host, probe: same }}
        open: {{ op: socket, host: "evil.test", probe: rebound }}
        open: {{ op: socket, headers: {{ X-Seen: "${{identity.username}}" }}, probe: seen }}"#
    );
    let expect = "{ probe: foreign, is: { refused: origin }, level: must }
        { probe: spelled, is: { refused: origin }, level: must }
        { probe: absent, is: { refused: origin }, level: must }
        { probe: same, is: { refused: origin }, level: must }
        { probe: rebound, is: { refused: origin }, level: must }
        { probe: seen, is: { not-refused: origin }, level: must }";
    let played = server.play("", (&steps, expect)).await;
    played.is(Kind::Pass, "");
    let header = |probe: &str, name: &str| {
        let sent = played.probe(probe).evidence.request.unwrap();
        let mut found = sent.headers.into_iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.to_string())
    };
    assert_eq!(
        header("spelled", "Origin").as_deref(),
        Some("https://spelled.evil.test")
    );
    assert_eq!(header("absent", "Origin"), None);
    assert_eq!(
        header("seen", "Origin").as_deref(),
        Some("https://app.example.test")
    );
    assert_eq!(header("seen", "X-Seen").as_deref(), Some("alice"));
    assert_eq!(header("rebound", "Host").as_deref(), Some("evil.test"));
}

#[tokio::test]
async fn subprotocols_are_asked_for_as_the_step_says() {
    let asked = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = std::sync::Arc::clone(&asked);
    let address = sockets(
        move |asked| {
            let lines = asked.headers.lines();
            let of = lines.filter(|line| line.starts_with("Sec-WebSocket-Protocol"));
            kept.lock().unwrap().extend(of.map(str::to_owned));
            (asked.path() == "/ws" && !asked.carries(TOKEN)).then(crate::support::http::no)
        },
        |socket, _| pongs(socket),
    )
    .await;
    let ops = r#"  socket: { ws: /ws, needs: [access], subprotocols: [chat.v1], proof: { answers: ping } }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }"#;
    let steps = "open: { op: socket, control: both }
        open: { op: socket, subprotocols: [other, chat.v2], credential: [{ is: none }], probe: bare }";
    let expect = "{ probe: bare, is: { refused: unauthenticated }, level: must }";
    let played = crate::support::files::play(&address, ops, (steps, expect)).await;
    played.is(Kind::Pass, "");
    let asked = asked.lock().unwrap().clone();
    assert_eq!(
        asked,
        [
            "Sec-WebSocket-Protocol: chat.v1",
            "Sec-WebSocket-Protocol: other, chat.v2",
            "Sec-WebSocket-Protocol: chat.v1"
        ]
    );
}

#[tokio::test]
async fn send_await_and_quiet_hold_and_break() {
    for (defects, wanted) in [
        (&[][..], Kind::Pass),
        (&["subscribe-refused-but-delivered"][..], Kind::Fail),
    ] {
        let server = Sessions::start(defects).await;
        let top = "values: { marker: { fresh: uuid } }";
        let steps = r#"call: { op: own-channel, as: other, capture: { theirs: channel } }
            open: { op: socket, as: other, with: { channel: "${theirs}" }, socket: owner }
            send: { op: subscribe, as: other, socket: owner, with: { channel: "${theirs}" }, control: here }
            open: { op: socket, socket: spy }
            send: { op: subscribe, socket: spy, with: { channel: "${theirs}" }, probe: asked }
            call: { op: publish, as: other, with: { channel: "${theirs}", message: "${marker}" } }
            await: { socket: owner, for: { message: { contains: "${marker}" } }, control: here }
            quiet: { socket: spy, of: { contains: "${marker}" }, within: 200ms, probe: nothing }
            send: { op: ping, socket: spy, control: here }
            hang-up: { socket: spy }
            hang-up: { socket: owner }"#;
        let expect = "{ probe: asked, is: { refused: forbidden }, level: must }
            { probe: nothing, is: quiet, level: must }";
        let played = server.play(top, (steps, expect)).await;
        assert_eq!(played.verdict().kind, wanted, "{}", played.verdict().reason);
        match played.outcome("nothing") {
            Outcome::Quiet => assert_eq!(wanted, Kind::Pass),
            Outcome::Heard(text) => {
                assert_eq!(wanted, Kind::Fail);
                // The marker is a fresh UUID of this case.
                let text = text.to_string();
                let uuid = text
                    .split('"')
                    .find(|part| part.len() == 36 && part.as_bytes()[14] == b'4');
                assert!(uuid.is_some(), "{text}");
            }
            other => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn messages_spelled_out_as_json_text_and_octets() {
    let server = Sessions::start(&[]).await;
    let steps = format!(
        r#"{CONTROL}
        open: {{ op: socket, socket: s }}
        send: {{ socket: s, message: {{ json: {{ type: nonsense, of: "${{identity.username}}" }} }}, probe: json }}
        send: {{ socket: s, message: {{ text: "${{identity.username}} says no json" }}, probe: text }}
        send: {{ socket: s, message: {{ json: {{ type: ping }} }} }}
        await: {{ socket: s, for: {{ message: {{ json: "$.type", equals: pong }} }}, probe: pong }}
        open: {{ op: socket, socket: t }}
        send: {{ socket: t, message: {{ binary: "00ff" }}, probe: octets }}"#
    );
    let expect = "{ probe: json, is: { refused: malformed }, level: must }
        { probe: text, is: { refused: malformed }, level: must }
        { probe: pong, is: { not-refused: malformed }, level: must }
        { probe: octets, is: not-accepted, level: must }";
    let played = server.play("", (&steps, expect)).await;
    played.is(Kind::Pass, "");
    let sent = |probe: &str| {
        let frames = played.probe(probe).evidence.frames;
        let ours = frames.into_iter().find(|frame| frame.sent).unwrap();
        (ours.kind, ours.text.text.to_string())
    };
    assert_eq!(
        sent("json"),
        ("text".into(), r#"{"type":"nonsense","of":"alice"}"#.into())
    );
    assert_eq!(sent("text").1, "alice says no json");
    assert_eq!(sent("octets"), ("binary".into(), "\0\u{fffd}".into()));
    assert!(matches!(played.outcome("pong"), Outcome::Accepted(_)));
}
