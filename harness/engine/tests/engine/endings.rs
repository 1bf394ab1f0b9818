//! How sockets end: what the target does is awaited and told, what we do reaches it.

use crate::support::files::{TOKEN, play, scenario, target};
use crate::support::http::{listen, no, ok, request};
use crate::support::socket::{close, granted, heard, say, sockets};
use crate::support::stage::Stage;
use model::verdict::Kind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn the_end_is_awaited_and_told_by_its_cause() {
    let address = sockets(
        |asked| (asked.path() == "/ws" && !asked.carries(TOKEN)).then(no),
        |mut socket, _| async move {
            while let Some(text) = heard(&mut socket).await {
                match text.as_str() {
                    "ping" => say(&mut socket, "pong").await,
                    _ => return close(&mut socket, 4408, "old").await,
                };
            }
        },
    )
    .await;
    let ops = r#"  socket: { ws: /ws, needs: [access], proof: { answers: ping } }
  ping: { over: socket, send: { text: ping }, proof: { equals: pong } }"#;
    let target = target(
        &address,
        ops,
        "  endings: { lifetime: [{ close: { code: 4408 } }], logout: [{ close: { code: 4401 } }] }",
    );
    let steps = "open: { op: socket, control: both }
        open: { op: socket, socket: s }
        open: { op: socket, socket: t }
        send: { socket: s, message: { text: end } }
        await: { socket: s, for: end, within: 2s, probe: ended }
        await: { socket: t, for: end, within: 200ms, probe: open }";
    let judged = |cause: &str, probe: &str| {
        let both = format!(
            "{{ probe: {probe}, is: {{ ended: {cause} }}, level: must }}\n{{ probe: ended, is: {{ ended: lifetime }}, level: must }}\n{{ probe: open, is: {{ ended: lifetime }}, level: may }}"
        );
        Stage::new(target.clone(), scenario(steps, &both)).secret("TOKEN", TOKEN)
    };
    judged("lifetime", "ended").play().await.is(Kind::Pass, "");
    let played = judged("logout", "ended").play().await;
    played.is(Kind::Fail, "ended: 101, then close 4408 `old`");
    judged("lifetime", "open")
        .play()
        .await
        .is(Kind::Fail, "the socket stayed open");
}

/// How a socket ended, as the octets after the 101 tell.
async fn ending(stream: &mut TcpStream) -> String {
    let mut first = [0; 8];
    match stream.read(&mut first).await {
        Ok(0) => "fin".to_owned(),
        Ok(_) if first[0] == 0x88 => {
            let code = [first[6] ^ first[2], first[7] ^ first[3]];
            format!("close {}", u16::from_be_bytes(code))
        }
        Ok(_) => "data".to_owned(),
        Err(_) => "reset".to_owned(),
    }
}

#[tokio::test]
async fn each_way_to_hang_up_reaches_the_server() {
    for (how, wanted) in [("close", "close 1000"), ("fin", "fin"), ("reset", "reset")] {
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let address = listen(move |mut stream| {
            let tell = tell.clone();
            async move {
                let Some(asked) = request(&mut stream).await else {
                    return;
                };
                let head = match granted(&asked) {
                    Some(head) if asked.carries(TOKEN) => head,
                    Some(_) => no(),
                    None => ok(r#"{"user":"alice"}"#),
                };
                // `hello` at once; then whatever comes, octet for octet.
                let open = head.starts_with("HTTP/1.1 101");
                let hello: &[u8] = if open { b"\x81\x05hello" } else { b"" };
                let _ = stream.write_all(&[head.as_bytes(), hello].concat()).await;
                if open {
                    let _ = tell.send(ending(&mut stream).await);
                }
            }
        })
        .await;
        let ops = "  socket: { ws: /ws, needs: [access], proof: { equals: hello } }";
        let steps = format!(
            "call: {{ op: whoami, control: both }}
            open: {{ op: socket, socket: s }}
            hang-up: {{ socket: s, how: {how} }}
            open: {{ op: socket, credential: [{{ is: none }}], probe: bare }}"
        );
        let expect = "{ probe: bare, is: { refused: unauthenticated }, level: must }";
        let played = play(&address, ops, (&steps, expect)).await;
        let ended = told.recv().await;
        assert_eq!(ended.as_deref(), Some(wanted), "{}", played.told());
        played.is(Kind::Pass, "");
        let end = played.act(3).evidence.end.unwrap();
        assert_eq!(end.as_str(), "ended by us");
    }
}
