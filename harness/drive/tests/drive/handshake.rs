//! The opening handshake: refusals come whole, wrong acceptances are named, nothing hangs.

use crate::common::*;
use gateproof_drive::Limits;
use model::wire::{Fault, Job, Opening, Phase, Raw};
use tokio::io::AsyncWriteExt;

async fn open(opening: Opening) -> Raw {
    open_within(patient(), opening).await
}

async fn open_within(limits: Limits, opening: Opening) -> Raw {
    let mut hands = hands(limits);
    let raw = hands
        .perform(Job::Open(opening), &mut at_once())
        .await
        .unwrap();
    let open = raw
        .answer
        .as_ref()
        .is_some_and(|answer| answer.status == 101)
        && raw.fault.is_none();
    assert_eq!(hands.open_sockets(), u32::from(open));
    raw
}

/// Answers a handshake with the right 101, changed.
async fn changed(from: &'static str, to: &'static str) -> Raw {
    let server = serve(move |mut stream| async move {
        let head = read_head(&mut stream).await;
        let answer = right_101(&head);
        assert!(answer.contains(from));
        stream
            .write_all(answer.replacen(from, to, 1).as_bytes())
            .await
            .unwrap();
        drain(&mut stream).await;
    })
    .await;
    open(opening(format!("ws://{server}/"))).await
}

#[tokio::test]
async fn the_request_is_the_handshake_and_what_the_job_adds() {
    let heads = Seen::<String>::default();
    let log = heads.clone();
    let server = serve(move |mut stream| {
        let log = log.clone();
        async move {
            let head = read_head(&mut stream).await;
            stream.write_all(right_101(&head).as_bytes()).await.unwrap();
            log.lock().unwrap().push(head);
            drain(&mut stream).await;
        }
    })
    .await;
    let mut wanted = opening(format!("ws://{server}/a/../b?c"));
    wanted.subprotocols = vec!["one".into(), "two".into()];
    for (name, value) in [
        ("origin", "http://evil.example"),
        ("Host", "other"),
        ("Sec-WebSocket-Version", "99"),
    ] {
        wanted.request.headers.push((name.into(), value.into()));
    }
    let raw = open(wanted.clone()).await;
    assert!(raw.request == Some(wanted.request) && raw.fault.is_none());
    assert_eq!(raw.answer.unwrap().status, 101);
    let head = heads.lock().unwrap().pop().unwrap();
    let key = header(&head, "Sec-WebSocket-Key").unwrap();
    assert_eq!(key.len(), 24);
    let lines = [
        "GET /a/../b?c HTTP/1.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        &format!("Sec-WebSocket-Key: {key}"),
        "Sec-WebSocket-Protocol: one, two",
        "origin: http://evil.example",
        "Host: other",
        "Sec-WebSocket-Version: 99",
        "",
    ];
    assert_eq!(head.lines().collect::<Vec<_>>(), lines);
}

#[tokio::test]
async fn a_refusal_comes_whole_and_bounded() {
    let server = says("HTTP/1.1 401 Who\r\nX-Why: 1\r\nContent-Length: 9\r\n\r\n{\"a\": 12}").await;
    let raw = open(opening(format!("ws://{server}/"))).await;
    let answer = raw.answer.unwrap();
    assert_eq!(
        (answer.status, answer.body.as_slice()),
        (401, &b"{\"a\": 12}"[..])
    );
    assert_eq!(answer.headers[0].0, "X-Why");
    assert!(raw.fault.is_none() && raw.end.is_none());

    let endless = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 403 No\r\n\r\n").await.unwrap();
        while stream.write_all(&[b'x'; 1000]).await.is_ok() {}
    })
    .await;
    let answer = open(opening(format!("ws://{endless}/")))
        .await
        .answer
        .unwrap();
    assert!(answer.cut);
    assert_eq!((answer.status, answer.body.len()), (403, 10_000));
}

#[tokio::test]
async fn a_200_or_a_redirect_is_no_socket() {
    for status in [200, 204, 302] {
        let server = says(format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n")).await;
        let raw = open(opening(format!("ws://{server}/"))).await;
        assert_eq!((raw.answer.unwrap().status, raw.fault), (status, None));
    }
}

#[tokio::test]
async fn wrong_acceptances_are_bad_handshakes() {
    for (from, to, why) in [
        ("HTTP/1.1", "HTTP/1.0", "HTTP/1.0"),
        (
            "Upgrade: WebSocket",
            "Upgrade: h2c",
            "without `Upgrade: websocket`",
        ),
        (
            "Connection: keep-alive, upgrade",
            "Connection: keep-alive",
            "without `Connection: Upgrade`",
        ),
        (
            "Sec-WebSocket-Accept: ",
            "Sec-WebSocket-Accept: x",
            "not for our key",
        ),
        (
            "Sec-WebSocket-Accept: ",
            "Sec-WebSocket-Accept: x\r\nSec-WebSocket-Accept: ",
            "not for our key",
        ),
        (
            "Sec-WebSocket-Accept: ",
            "X: ",
            "without `Sec-WebSocket-Accept`",
        ),
        (
            "Upgrade",
            "Sec-WebSocket-Protocol: odd\r\nUpgrade",
            "a subprotocol that was not asked for",
        ),
        (
            "Upgrade",
            "Sec-WebSocket-Extensions: odd\r\nUpgrade",
            "an extension that was not asked for",
        ),
    ] {
        let raw = changed(from, to).await;
        assert!(
            matches!(&raw.fault, Some(Fault::BadHandshake(said)) if said.contains(why)),
            "{why}: {:?}",
            raw.fault
        );
        assert_eq!(raw.answer.unwrap().status, 101);
    }
    assert_eq!(changed("", "").await.fault, None);
}

#[tokio::test]
async fn half_a_handshake_is_told_from_none() {
    for (octets, fault) in [
        ("", Fault::Cut { octets: 0 }),
        ("HTTP/1.1 101 Switching", Fault::Cut { octets: 22 }),
        (
            "HTTP/1.1 401 No\r\nContent-Length: 3\r\n\r\nx",
            Fault::Cut { octets: 39 },
        ),
    ] {
        let server = says(octets).await;
        let raw = open(opening(format!("ws://{server}/"))).await;
        assert_eq!(raw.fault, Some(fault));
        assert_eq!(raw.answer.is_some(), octets.contains("401"));
    }
}

#[tokio::test]
async fn garbage_and_floods_end_at_once() {
    let server = says("\x16\x03\x01 no").await;
    let fault = open(opening(format!("ws://{server}/"))).await.fault;
    assert!(matches!(fault, Some(Fault::NotHttp(why)) if why.contains("\\x16")));

    let flood = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream
            .write_all(b"HTTP/1.1 101 Switching\r\n")
            .await
            .unwrap();
        while stream.write_all(b"A: b\r\n").await.is_ok() {}
    })
    .await;
    let raw = open(opening(format!("ws://{flood}/"))).await;
    assert_eq!(raw.fault, Some(Fault::HeadTooLarge(4096)));
}

#[tokio::test]
async fn a_slow_head_and_a_slow_refusal_end_in_time() {
    for (octets, phase) in [
        ("HTTP/1.1 101 Switching\r\nA: ", Phase::Head),
        (
            "HTTP/1.1 403 No\r\nContent-Length: 999999\r\n\r\nno",
            Phase::Body,
        ),
    ] {
        let server = serve(move |mut stream| async move {
            read_head(&mut stream).await;
            stream.write_all(octets.as_bytes()).await.unwrap();
            while stream.write_all(b"a").await.is_ok() {
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
        })
        .await;
        let raw = open_within(quick(), opening(format!("ws://{server}/"))).await;
        assert!(matches!(raw.fault, Some(Fault::TimedOut { phase: at, .. }) if at == phase));
    }
}

#[tokio::test]
async fn an_unread_handshake_is_given_up() {
    // Nothing is read, and the request is larger than what the system takes for the peer.
    let server = serve(|stream| async move {
        let _held = stream;
        std::future::pending().await
    })
    .await;
    let mut large = opening(format!("ws://{server}/"));
    large
        .request
        .headers
        .push(("X".into(), vec![b'x'; 64 << 20]));
    let fault = open_within(quick(), large).await.fault;
    assert!(matches!(
        fault,
        Some(Fault::TimedOut {
            phase: Phase::Head,
            ..
        })
    ));
}

#[tokio::test]
async fn a_cancelled_handshake_leaves_no_connection() {
    let (gone, mut heard) = tokio::sync::mpsc::channel(1);
    let server = serve(move |mut stream| {
        let gone = gone.clone();
        async move {
            drain(&mut stream).await;
            gone.send(()).await.unwrap();
        }
    })
    .await;
    let mut hands = hands(patient());
    let mut watch = at_once();
    let job = Job::Open(opening(format!("ws://{server}/")));
    tokio::select! {
        _ = hands.perform(job, &mut watch) => panic!("nobody answered"),
        () = tokio::time::sleep(std::time::Duration::from_millis(20)) => {}
    }
    heard.recv().await.unwrap();
    assert_eq!(hands.open_sockets(), 0);
}
