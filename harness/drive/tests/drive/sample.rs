//! Pairs of requests, timed: what is sent, on which connections, and what comes of hostile targets.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::common::*;
use gateproof_drive::{Limits, Sampled, Samples, Sampling};
use model::wire::{Fault, Job};
use tokio::io::AsyncWriteExt;

/// What a server was asked: on which connection, and the length of the head.
type Asked = Arc<Mutex<Vec<(usize, String)>>>;

/// Answers each request with the status that stands in its path.
async fn counting(ends: Option<&'static str>) -> (SocketAddr, Asked) {
    let asked: Asked = Arc::default();
    let known = Arc::clone(&asked);
    let connections = Arc::new(Mutex::new(0));
    let server = serve(move |mut stream| {
        let (known, connections) = (Arc::clone(&known), Arc::clone(&connections));
        async move {
            let own = {
                let mut connections = connections.lock().unwrap();
                *connections += 1;
                *connections
            };
            loop {
                let head = read_head(&mut stream).await;
                if head.is_empty() {
                    return;
                }
                let status = head.split(['/', ' ']).nth(2).unwrap_or_default().to_owned();
                known.lock().unwrap().push((own, head));
                let (version, more) = match ends {
                    Some("HTTP/1.0") => ("HTTP/1.0", ""),
                    Some(more) => ("HTTP/1.1", more),
                    None => ("HTTP/1.1", ""),
                };
                let answer = format!("{version} {status} x\r\n{more}Content-Length: 2\r\n\r\nok");
                let _ = stream.write_all(answer.as_bytes()).await;
                if ends.is_some() {
                    return;
                }
            }
        }
    })
    .await;
    (server, asked)
}

fn requests(server: SocketAddr) -> Vec<[Job; 2]> {
    let long = |status| format!("http://{server}/{status}/of/a/long/path");
    let short = format!("http://{server}/200");
    vec![[Job::Http(get(short)), Job::Http(get(long(401)))]]
}

fn begin(limits: Limits, server: SocketAddr, pairs: Vec<[usize; 2]>) -> Samples {
    let sampling = Sampling {
        requests: requests(server),
        per_request: 4,
        pairs,
        pause: Duration::ZERO,
    };
    hands(limits).sample(sampling).unwrap()
}

/// All events, once so many pairs may be sent.
async fn all(mut samples: Samples, pairs: usize) -> Vec<Sampled> {
    samples.widen(0);
    samples.allow(pairs);
    let mut events = Vec::new();
    while let Some(event) = samples.next().await {
        events.push(event);
    }
    events
}

#[tokio::test]
async fn both_requests_of_a_pair_go_out_on_one_connection_in_the_order_that_was_drawn() {
    let (server, asked) = counting(None).await;
    let pairs = vec![[0, 1], [1, 0], [0, 0]];
    let events = all(begin(patient(), server, pairs), 3).await;

    let asked = asked.lock().unwrap();
    let statuses: Vec<&str> = asked.iter().map(|(_, head)| &head[5..8]).collect();
    assert_eq!(statuses, ["200", "401", "401", "200", "200", "200"]);
    assert!(asked.iter().all(|(connection, _)| *connection == 1));
    let lengths: HashSet<usize> = asked.iter().map(|(_, head)| head.len()).collect();
    assert_eq!(lengths.len(), 1, "the length tells the class");

    let told = events.iter().filter_map(|event| match event {
        Sampled::Pair {
            number, statuses, ..
        } => Some((*number, *statuses)),
        _ => None,
    });
    let told: Vec<_> = told.collect();
    assert_eq!(told, [(0, [200, 401]), (1, [401, 200]), (2, [200, 200])]);
    let answers = events.iter().filter_map(|event| match event {
        Sampled::Answer { class, raw } => Some((*class, raw.answer.as_ref()?.body.clone())),
        _ => None,
    });
    assert_eq!(
        answers.collect::<Vec<_>>(),
        [(0, b"ok".to_vec()), (1, b"ok".to_vec())]
    );
}

#[tokio::test]
async fn a_connection_that_ends_is_followed_by_another() {
    for ends in ["Connection: close\r\n", "HTTP/1.0"] {
        let (server, asked) = counting(Some(ends)).await;
        let events = all(begin(patient(), server, vec![[0, 1]; 5]), 5).await;
        let pairs = events
            .iter()
            .filter(|event| matches!(event, Sampled::Pair { .. }));
        assert_eq!(pairs.count(), 5, "{ends}");
        assert_eq!(asked.lock().unwrap().last().unwrap().0, 10);
    }
}

#[tokio::test]
async fn nothing_is_sent_before_it_is_allowed_or_after_nobody_asks() {
    let (server, asked) = counting(None).await;
    let mut samples = begin(patient(), server, vec![[0, 1]; 100]);
    samples.allow(2);
    let mut pairs = 0;
    while pairs < 2 {
        if let Some(Sampled::Pair { .. }) = samples.next().await {
            pairs += 1;
        }
    }
    samples.close().await;
    assert_eq!(asked.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn who_hangs_up_or_stays_silent_loses_the_pair_in_bounded_time() {
    let gone = serve(|stream| async move { drop(stream) }).await;
    let events = all(begin(patient(), gone, vec![[0, 1]; 3]), 3).await;
    assert_eq!(events.len(), 3);
    for event in events {
        let Sampled::Lost { raw, .. } = event else {
            panic!("a pair of nothing");
        };
        assert!(matches!(raw.fault, Some(Fault::Cut { .. })));
    }
    let silent = serve(|mut stream| async move { drain(&mut stream).await }).await;
    let events = all(begin(quick(), silent, vec![[0, 1]; 2]), 2).await;
    assert!(
        events
            .iter()
            .all(|event| matches!(event, Sampled::Lost { .. }))
    );
}

#[tokio::test]
async fn all_lanes_take_from_the_same_pairs() {
    let (server, asked) = counting(None).await;
    let mut samples = begin(patient(), server, vec![[0, 1]; 64]);
    samples.widen(3);
    samples.allow(64);
    let mut numbers = HashSet::new();
    while let Some(event) = samples.next().await {
        if let Sampled::Pair { number, .. } = event {
            assert!(numbers.insert(number));
        }
    }
    assert_eq!((numbers.len(), asked.lock().unwrap().len()), (64, 128));
}

#[tokio::test]
async fn who_drips_is_given_up_as_well() {
    let dripping = serve(|mut stream| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX: ").await;
        // Until nobody listens any more.
        while stream.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    let began = Instant::now();
    let events = all(begin(quick(), dripping, vec![[0, 1]]), 1).await;
    assert!(matches!(events[..], [Sampled::Lost { .. }]));
    let limits = quick();
    assert!(began.elapsed() < (limits.head + limits.body) * 3);
}
