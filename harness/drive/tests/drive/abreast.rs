//! Pairs of which both requests are sent at once, over HTTP/2: which was answered first, and by how much.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::common::*;
use bytes::Bytes;
use gateproof_drive::{Limits, Moments, Sampled, Sampling};
use h2::RecvStream;
use h2::server::SendResponse;
use model::target::Protocol;
use model::wire::{Fault, Job, Request};

/// How long the slow class takes longer.
const LATER: Duration = Duration::from_millis(20);

/// Paths in the order in which they came, and how long the head of each was.
type Asked = Arc<Mutex<Vec<(String, usize)>>>;

/// Answers what asks for `/later` that much later than the rest.
async fn serving() -> (SocketAddr, Asked) {
    let asked = Asked::default();
    let known = Arc::clone(&asked);
    let server = serve(move |stream| {
        let known = Arc::clone(&known);
        async move {
            // Or one answer waits until another is acknowledged.
            stream.set_nodelay(true).unwrap();
            let Ok(mut connection) = h2::server::handshake(stream).await else {
                return;
            };
            while let Some(Ok((request, respond))) = connection.accept().await {
                let path = request.uri().path().to_owned();
                let headers = request.headers().iter();
                let length: usize = headers
                    .map(|(name, it)| name.as_str().len() + it.len())
                    .sum();
                known
                    .lock()
                    .unwrap()
                    .push((path.clone(), path.len() + length));
                tokio::spawn(answer(request, respond));
            }
        }
    })
    .await;
    (server, asked)
}

async fn answer(request: http::Request<RecvStream>, mut respond: SendResponse<Bytes>) {
    if request.uri().path().starts_with("/later") {
        tokio::time::sleep(LATER).await;
    }
    let mut body = request.into_body();
    while let Some(Ok(_)) = body.data().await {}
    let answer = http::Response::new(());
    if let Ok(mut stream) = respond.send_response(answer, false) {
        let _ = stream.send_data(Bytes::from_static(b"ok"), true);
    }
}

async fn sampled(server: SocketAddr, limits: Limits, pairs: Vec<[usize; 2]>) -> Vec<Sampled> {
    let ask = |path: &str, body: &[u8]| {
        let request = Request {
            method: "POST".into(),
            body: body.to_vec(),
            ..get(format!("http://{server}/{path}"))
        };
        Job::Http(request)
    };
    let count = pairs.len();
    let sampling = Sampling {
        requests: vec![[ask("now", b"{}"), ask("later/and/longer", b"{ }")]],
        per_request: 4,
        pairs,
        pause: Duration::ZERO,
    };
    let mut samples = hands_for(limits, Protocol::H2).sample(sampling).unwrap();
    assert!(samples.together());
    samples.widen(0);
    samples.allow(count);
    let mut events = Vec::new();
    while let Some(event) = samples.next().await {
        events.push(event);
    }
    events
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_leave_at_once_and_the_slower_is_answered_later_by_that_much() {
    let (server, asked) = serving().await;
    let events = sampled(server, patient(), vec![[0, 1], [1, 0], [0, 0]]).await;
    let moments = events.iter().filter_map(|event| match event {
        Sampled::Pair {
            moments, statuses, ..
        } => Some((*moments, *statuses)),
        _ => None,
    });
    let moments: Vec<(Moments, [u16; 2])> = moments.collect();
    assert_eq!(moments.len(), 3, "every pair is told");
    assert!(moments.iter().all(|(_, statuses)| *statuses == [200, 200]));
    let gap = |index: usize| {
        let Moments { ns, swapped, .. } = moments[index].0;
        let [first, second] = ns.map(Duration::from_nanos);
        (swapped, first.abs_diff(second))
    };
    assert!(!gap(0).0 && gap(0).1 >= LATER / 2, "{moments:?}");
    assert!(gap(1).0 && gap(1).1 >= LATER / 2, "{moments:?}");
    assert!(gap(2).1 < LATER / 2, "{moments:?}");

    // The order is the one that was drawn, and the length of a request tells nothing of its class.
    let asked = asked.lock().unwrap();
    let paths: Vec<&str> = asked.iter().map(|(path, _)| path.as_str()).collect();
    let (now, later) = ("/now", "/later/and/longer");
    assert_eq!(paths, [now, later, later, now, now, now]);
    let lengths: HashSet<usize> = asked
        .iter()
        .map(|(path, length)| {
            // The bodies differ by one octet.
            length + if path.starts_with("/later") { 3 } else { 2 }
        })
        .collect();
    assert_eq!(lengths.len(), 1, "{asked:?}");
}

#[tokio::test]
async fn who_speaks_no_http_2_or_is_silent_has_lost_the_pair() {
    let says = says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await;
    let silent = serve(|mut stream| async move { drain(&mut stream).await }).await;
    for server in [says, silent] {
        let events = sampled(server, quick(), vec![[0, 1]]).await;
        assert_eq!(events.len(), 1);
        let Some(Sampled::Lost { raw, .. }) = events.first() else {
            panic!("nothing was lost");
        };
        let why = Fault::NotHttp("no HTTP/2 is spoken here".to_owned());
        assert_eq!(raw.fault, Some(why));
    }
}
