//! HTTP over both carriers: reqwest, and our own writer and reader.

use std::net::IpAddr;

use crate::common::*;
use gateproof_drive::DriveError;
use model::target::Protocol;
use model::wire::{Job, Raw};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

#[tokio::test]
async fn an_answer_comes_whole() {
    let server =
        says("HTTP/1.1 403 No\r\nX-A: 1\r\nX-B: 2\r\nX-A: 3\r\nContent-Length: 2\r\n\r\nhi").await;
    for (request, names) in both(&format!("http://{server}/a?b#c")).into_iter().zip([
        ["x-a", "x-a", "x-b", "content-length"],
        ["X-A", "X-B", "X-A", "Content-Length"],
    ]) {
        let raw = ask(request.clone()).await;
        let answer = raw.answer.unwrap();
        assert_eq!((answer.version, answer.status), ("HTTP/1.1", 403));
        assert_eq!((answer.body.as_slice(), answer.cut), (&b"hi"[..], false));
        let seen: Vec<_> = answer
            .headers
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(seen, names);
        assert!(raw.request == Some(request) && raw.fault.is_none());
    }
}

#[tokio::test]
async fn both_carriers_add_the_same_headers() {
    let heads = Seen::<String>::default();
    let log = heads.clone();
    let server = serve(move |mut stream| {
        let log = log.clone();
        async move {
            let head = read_head(&mut stream).await;
            log.lock().unwrap().push(head);
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
            stream.write_all(answer).await.unwrap();
        }
    })
    .await;
    for method in ["GET", "POST", "PUT", "DELETE", "HEAD"] {
        for mut request in both(&format!("http://{server}/")) {
            request.method = method.into();
            request
                .headers
                .insert(0, ("Cookie".into(), b"a=1".to_vec()));
            assert_eq!(ask(request).await.answer.unwrap().status, 200);
        }
    }
    let heads = heads.lock().unwrap();
    assert_eq!(heads.len(), 10);
    for pair in heads.chunks(2) {
        let mut names = pair.iter().map(|head| {
            let mut lines: Vec<_> = head
                .lines()
                .filter(|line| !line.starts_with("x-OWN"))
                .collect();
            lines.sort_unstable();
            lines
        });
        assert_eq!(names.next(), names.next());
        assert!(pair[1].contains("x-OWN: \u{1}\r\n"));
    }
}

#[tokio::test]
async fn a_request_goes_out_as_it_is() {
    let heads = Seen::<String>::default();
    let log = heads.clone();
    let server = serve(move |mut stream| {
        let log = log.clone();
        async move {
            let head = read_head(&mut stream).await;
            log.lock().unwrap().push(head);
        }
    })
    .await;
    let mut request = get(format!("http://{server}/a/../%2e b"));
    for (name, value) in [("Host", "evil.example"), ("b", "1"), ("A", "2"), ("B", "3")] {
        request.headers.push((name.into(), value.into()));
    }
    ask(request).await;
    let seen = heads.lock().unwrap().pop().unwrap();
    let wanted = "GET /a/../%2e b HTTP/1.1\r\nAccept: */*\r\nHost: evil.example\r\nb: 1\r\nA: 2\r\nB: 3\r\n\r\n";
    assert_eq!(seen, wanted);
}

#[tokio::test]
async fn a_101_that_nobody_asked_for_is_an_answer() {
    let server = says("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nx").await;
    for request in both(&format!("http://{server}/")) {
        let raw = ask(request).await;
        let answer = raw.answer.unwrap();
        assert_eq!(
            (answer.status, answer.body.len(), raw.fault),
            (101, 0, None)
        );
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let server =
        says("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.9/\r\nContent-Length: 0\r\n\r\n")
            .await;
    for request in both(&format!("http://{server}/")) {
        assert_eq!(ask(request).await.answer.unwrap().status, 302);
    }
}

#[tokio::test]
async fn out_of_scope_no_packet_leaves() {
    let listener = TcpListener::bind("127.0.0.5:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut hands = hands(patient());
    let jobs = [
        Job::Http(get(format!("http://{address}/"))),
        Job::Http(odd(get(format!("http://{address}/")))),
        Job::Open(opening(format!("ws://{address}/"))),
    ];
    for job in jobs {
        let refused = hands.perform(job, &mut at_once()).await.err().unwrap();
        let DriveError::OutOfScope { host, allowed } = refused else {
            panic!("{refused}")
        };
        assert_eq!(
            (host.as_str(), allowed[0].as_str()),
            ("127.0.0.5", "127.0.0.1")
        );
    }
    // Whoever comes first in the queue came first.
    let own = tokio::net::TcpStream::connect(address).await.unwrap();
    let (_, first) = listener.accept().await.unwrap();
    assert_eq!(first, own.local_addr().unwrap());
}

#[tokio::test]
async fn mistakes_of_ours_are_no_faults() {
    let mut hands = hands(patient());
    let mut elsewhere = get("http://127.0.0.1:1/");
    elsewhere.service = "other".into();
    let refused = hands
        .perform(Job::Http(elsewhere), &mut at_once())
        .await
        .err()
        .unwrap();
    assert_eq!(refused, DriveError::UnknownService("other".into()));
    let refused = hands
        .perform(Job::Http(get("http://a@127.0.0.1/")), &mut at_once())
        .await;
    assert!(matches!(refused, Err(DriveError::BadAddress(_))));
    let server = says("HTTP/1.1 200 OK\r\n\r\n").await;
    for mut request in both(&format!("http://{server}/")) {
        request.from = Some(IpAddr::from([192, 0, 2, 1]));
        let refused = hands.perform(Job::Http(request), &mut at_once()).await;
        assert!(matches!(refused, Err(DriveError::Harness(_))));
    }
    let mut h2 = hands_for(patient(), Protocol::H2);
    let refused = h2
        .perform(
            Job::Http(odd(get(format!("http://{server}/")))),
            &mut at_once(),
        )
        .await;
    assert!(
        matches!(refused, Err(DriveError::Harness(why)) if why.contains("HTTP/2 cannot carry"))
    );
}

#[tokio::test]
async fn requests_come_from_the_address_that_the_job_names() {
    let peers = Seen::<IpAddr>::default();
    let log = peers.clone();
    let server = serve(move |mut stream| {
        log.lock().unwrap().push(stream.peer_addr().unwrap().ip());
        async move {
            let head = read_head(&mut stream).await;
            let upgrade = header(&head, "upgrade").is_some();
            let answer = if upgrade {
                right_101(&head)
            } else {
                "HTTP/1.1 204 Ok\r\n\r\n".into()
            };
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    })
    .await;
    let from = IpAddr::from([127, 0, 0, 2]);
    let mut hands = hands(patient());
    for mut request in both(&format!("http://localhost:{}/", server.port())) {
        request.from = Some(from);
        hands
            .perform(Job::Http(request), &mut at_once())
            .await
            .unwrap();
    }
    let mut socket = opening(format!("ws://{server}/"));
    socket.request.from = Some(from);
    hands
        .perform(Job::Open(socket), &mut at_once())
        .await
        .unwrap();
    assert_eq!(*peers.lock().unwrap(), [from; 3]);
}

#[tokio::test]
async fn connections_belong_to_one_pair_of_hands() {
    let peers = Seen::<u16>::default();
    let log = peers.clone();
    let server = serve(move |mut stream| {
        log.lock().unwrap().push(stream.peer_addr().unwrap().port());
        async move {
            while !read_head(&mut stream).await.is_empty() {
                let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx";
                stream.write_all(answer).await.unwrap();
            }
        }
    })
    .await;
    let url = format!("http://{server}/");
    let (mut one, mut other) = (hands(patient()), hands(patient()));
    for hands in [&mut one, &mut other] {
        for _ in 0..3 {
            let raw = hands
                .perform(Job::Http(get(&url)), &mut at_once())
                .await
                .unwrap();
            assert!(raw.fault.is_none());
        }
    }
    assert_eq!(peers.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn chunked_and_compressed_bodies_come_as_data() {
    let chunked = says(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\
         Content-Encoding: gzip\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n",
    )
    .await;
    for request in both(&format!("http://{chunked}/")) {
        let raw = ask(request).await;
        assert!(raw.fault.is_none());
        assert_eq!(raw.answer.unwrap().body, b"abcde");
    }
}

#[tokio::test]
async fn an_answer_before_the_request_was_read_is_seen() {
    let server = serve(|mut stream| async move {
        let answer = b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(answer).await.unwrap();
        std::future::pending().await
    })
    .await;
    for mut request in both(&format!("http://{server}/")) {
        request.method = "POST".into();
        request.body = vec![b'x'; 64 << 20];
        assert_eq!(ask(request).await.answer.unwrap().status, 413);
    }
}

#[tokio::test]
async fn the_watch_sees_the_answer() {
    let server = says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi").await;
    for request in both(&format!("http://{server}/")) {
        let mut bodies = Vec::new();
        let mut watch = Asks(|raw: &Raw| {
            bodies.push(raw.answer.as_ref().map(|answer| answer.body.clone()));
            model::wire::Patience::Enough
        });
        hands(patient())
            .perform(Job::Http(request), &mut watch)
            .await
            .unwrap();
        assert_eq!(bodies, [Some(b"hi".to_vec())]);
    }
}
