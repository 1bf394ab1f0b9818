//! Targets that are gone, slow, broken or too much, over both carriers of HTTP.

use std::time::Duration;

use crate::common::*;
use model::wire::{Fault, Job, Phase};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

#[tokio::test]
async fn a_host_that_does_not_resolve_is_a_fault() {
    let host = "a".repeat(64);
    let setup = gateproof_drive::Setup {
        hosts: vec![host.clone()],
        services: vec![gateproof_drive::ServiceSetup {
            name: "main".into(),
            ..Default::default()
        }],
        limits: patient(),
    };
    let mut hands = gateproof_drive::Drive::new(setup).unwrap().hands();
    for request in both(&format!("http://{host}/")) {
        let raw = hands
            .perform(Job::Http(request), &mut at_once())
            .await
            .unwrap();
        assert!(matches!(raw.fault, Some(Fault::Unresolved(why)) if why.contains(&host)));
    }
}

#[tokio::test]
async fn nobody_listening_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    for request in both(&format!("http://{address}/")) {
        let raw = ask(request).await;
        assert!(matches!(raw.fault, Some(Fault::Unreachable(why)) if why.contains("refused")));
        assert!(raw.answer.is_none());
    }
}

#[tokio::test]
async fn silence_is_a_missing_head_and_half_a_body_a_missing_end() {
    let silent = serve(|mut stream| async move { drain(&mut stream).await }).await;
    let half = serve(|mut stream| async move {
        read_head(&mut stream).await;
        let half = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf";
        stream.write_all(half).await.unwrap();
        drain(&mut stream).await;
    })
    .await;
    let limit = Duration::from_millis(300);
    for request in both(&format!("http://{silent}/")) {
        let raw = ask_within(quick(), request).await;
        assert_eq!(
            raw.fault,
            Some(Fault::TimedOut {
                phase: Phase::Head,
                limit
            })
        );
        assert!(raw.elapsed >= limit);
    }
    for request in both(&format!("http://{half}/")) {
        let raw = ask_within(quick(), request).await;
        assert_eq!(
            raw.fault,
            Some(Fault::TimedOut {
                phase: Phase::Body,
                limit
            })
        );
        assert_eq!(raw.answer.unwrap().body, b"half");
    }
}

#[tokio::test]
async fn a_slow_drip_does_not_stretch_the_limit() {
    let server = serve(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nA: ").await.unwrap();
        while stream.write_all(b"a").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
    for request in both(&format!("http://{server}/")) {
        let fault = ask_within(quick(), request).await.fault;
        assert!(
            matches!(
                fault,
                Some(Fault::TimedOut {
                    phase: Phase::Head,
                    ..
                })
            ),
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn a_cut_connection_says_how_much_had_come() {
    let [dropped, head, body] = [
        says("").await,
        says("HTTP/1.1 200 OK\r\nConte").await,
        says("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf").await,
    ];
    for request in both(&format!("http://{dropped}/")) {
        assert_eq!(ask(request).await.fault, Some(Fault::Cut { octets: 0 }));
    }
    // hyper does not say how much of a head had come.
    let [over_reqwest, own] = both(&format!("http://{head}/"));
    assert!(matches!(
        ask(over_reqwest).await.fault,
        Some(Fault::Cut { .. })
    ));
    assert_eq!(ask(own).await.fault, Some(Fault::Cut { octets: 22 }));
    for request in both(&format!("http://{body}/")) {
        let raw = ask(request).await;
        assert_eq!(raw.fault, Some(Fault::Cut { octets: 42 }));
        assert_eq!(raw.answer.unwrap().body, b"half");
    }
}

#[tokio::test]
async fn garbage_is_not_http() {
    for garbage in [
        "SSH-2.0-OpenSSH_9\r\n",
        "HTTP/1.1 20x OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ] {
        let server = says(garbage).await;
        for request in both(&format!("http://{server}/")) {
            let fault = ask(request).await.fault;
            assert!(
                matches!(fault, Some(Fault::NotHttp(_))),
                "{garbage}: {fault:?}"
            );
        }
    }
}

#[tokio::test]
async fn floods_are_bounded() {
    let head = serve(|mut stream| async move {
        stream.write_all(b"HTTP/1.1 200 OK\r\n").await.unwrap();
        while stream
            .write_all(b"A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n")
            .await
            .is_ok()
        {}
    })
    .await;
    let body = serve(|mut stream| async move {
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        while stream.write_all(&[b'x'; 1000]).await.is_ok() {}
    })
    .await;
    let interim = says("HTTP/1.1 100 Continue\r\n\r\n".repeat(1000)).await;
    for request in both(&format!("http://{head}/")) {
        assert_eq!(ask(request).await.fault, Some(Fault::HeadTooLarge(4096)));
    }
    assert_eq!(
        ask(odd(get(format!("http://{interim}/")))).await.fault,
        Some(Fault::HeadTooLarge(4096))
    );
    for request in both(&format!("http://{body}/")) {
        let raw = ask(request).await;
        let answer = raw.answer.unwrap();
        assert!(answer.cut && raw.fault.is_none());
        assert_eq!(answer.body.len(), 10_000);
    }
}
