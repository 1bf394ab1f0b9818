//! Requests released together: nothing is whole before all are ready, and what came of each.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::common::*;
use gateproof_drive::Hands;
use model::release::{Held, Release};
use model::wire::{Fault, Job, Raw, Request, Watch};
use relay::{Jitter, Relay};
use tokio::io::AsyncWriteExt;
use tokio::sync::Barrier;

fn post(server: SocketAddr, number: usize) -> Request {
    Request {
        service: "main".into(),
        method: "POST".into(),
        url: format!("http://{server}/{number}"),
        headers: Vec::new(),
        body: b"{}".to_vec(),
        from: None,
    }
}

/// So many requests to one server.
async fn release(server: SocketAddr, lanes: usize) -> (Vec<Raw>, Release) {
    let mut watches: Vec<_> = (0..lanes).map(|_| at_once()).collect();
    let watched = watches.iter_mut().map(|watch| watch as &mut dyn Watch);
    let requests = watched
        .enumerate()
        .map(|(number, watch)| (Job::Http(post(server, number)), watch));
    let requests = requests.collect();
    hands(patient()).release(requests).await.unwrap()
}

/// Answers a request that is whole, once all of so many are.
async fn meeting(lanes: usize) -> SocketAddr {
    let barrier = Arc::new(Barrier::new(lanes));
    serve(move |mut stream| {
        let barrier = Arc::clone(&barrier);
        async move {
            let head = read_head(&mut stream).await;
            let mut body = [0; 2];
            if tokio::io::AsyncReadExt::read_exact(&mut stream, &mut body)
                .await
                .is_err()
            {
                return;
            }
            barrier.wait().await;
            let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{path}",
                path.len()
            );
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    })
    .await
}

#[tokio::test]
async fn all_lanes_wait_at_the_same_time_and_each_has_its_own_answer() {
    let (raws, release) = release(meeting(20).await, 20).await;
    for (number, raw) in raws.iter().enumerate() {
        let answer = raw.answer.as_ref().unwrap();
        assert_eq!(answer.body, format!("/{number}").into_bytes());
        assert!(raw.fault.is_none());
    }
    assert_eq!((release.lanes, release.overlap, release.early), (20, 20, 0));
    assert!(release.acknowledged);
    assert_eq!(release.unproven(), None);
}

#[tokio::test]
async fn whoever_answers_the_head_is_held_back_as_well() {
    let server = says("HTTP/1.1 429 No\r\nContent-Length: 0\r\n\r\n").await;
    let (raws, release) = release(server, 3).await;
    assert!(raws.iter().all(|raw| raw.answer.is_some()));
    assert_eq!((release.overlap, release.unproven()), (3, None));
}

#[tokio::test]
async fn whoever_hangs_up_or_stays_silent_is_told_and_bounded() {
    let gone = serve(|stream| async move { drop(stream) }).await;
    let (raws, release) = release(gone, 4).await;
    assert!(
        raws.iter()
            .all(|raw| raw.answer.is_none() && raw.fault.is_some())
    );
    assert!(release.unproven().is_some());

    let silent = serve(|mut stream| async move { drain(&mut stream).await }).await;
    let mut watch = at_once();
    let requests = vec![(Job::Http(post(silent, 0)), &mut watch as &mut dyn Watch)];
    let (raws, _) = hands(quick()).release(requests).await.unwrap();
    assert!(matches!(raws[0].fault, Some(Fault::TimedOut { .. })));
    assert!(raws[0].elapsed < Duration::from_secs(5));
}

#[tokio::test]
async fn handshakes_are_released_together_and_what_they_open_stays_open() {
    let server = serve(|mut stream| async move {
        upgrade(&mut stream).await;
        while let Some((_, payload)) = read_frame(&mut stream).await {
            let mut frame = vec![0x81, payload.len() as u8];
            frame.extend(payload);
            let _ = stream.write_all(&frame).await;
        }
    })
    .await;
    let mut watches: Vec<_> = (0..3).map(|_| until_frames(1)).collect();
    let watched = watches.iter_mut().map(|watch| watch as &mut dyn Watch);
    let lanes = (0..3).zip(watched).map(|(number, watch)| {
        let mut opening = opening(format!("ws://{server}/"));
        opening.socket = format!("s/{number}");
        opening.greeting = Some(text("hello"));
        (Job::Open(opening), watch)
    });
    let mut hands = hands(patient());
    let (raws, release) = hands.release(lanes.collect()).await.unwrap();
    assert_eq!((release.lanes, release.unproven()), (3, None));
    for raw in &raws {
        assert_eq!(raw.answer.as_ref().unwrap().status, 101);
        assert_eq!(received(raw), ["hello"]);
    }
    assert_eq!(hands.open_sockets(), 3);
}

#[tokio::test]
async fn lanes_meet_through_a_network_with_jitter() {
    let jitter = Jitter {
        median: Duration::from_millis(2),
        sigma: 0.5,
        seed: 3,
    };
    let relay = Relay::start(meeting(8).await, jitter).unwrap();
    let (raws, release) = release(relay.address(), 8).await;
    assert!(raws.iter().all(|raw| raw.answer.is_some()));
    assert_eq!((release.overlap, release.unproven()), (8, None));
}

/// A socket server that answers messages once so many are whole, on as many sockets.
async fn sockets_meeting(lanes: usize) -> SocketAddr {
    let barrier = Arc::new(Barrier::new(lanes));
    serve(move |mut stream| {
        let barrier = Arc::clone(&barrier);
        async move {
            upgrade(&mut stream).await;
            while let Some((_, payload)) = read_frame(&mut stream).await {
                barrier.wait().await;
                let mut frame = vec![0x81, payload.len() as u8];
                frame.extend(payload);
                let _ = stream.write_all(&frame).await;
            }
        }
    })
    .await
}

async fn said(hands: &mut Hands, names: &[&str]) -> (Vec<Raw>, Release) {
    let mut watches: Vec<_> = names.iter().map(|_| until_frames(1)).collect();
    let watched = watches.iter_mut().map(|watch| watch as &mut dyn Watch);
    let lanes = names.iter().zip(watched).map(|(name, watch)| {
        let talk = Job::Talk {
            socket: (*name).to_owned(),
            send: Some(text(&format!("from {name}"))),
            since: None,
        };
        (talk, watch)
    });
    hands.release(lanes.collect()).await.unwrap()
}

#[tokio::test]
async fn messages_on_open_sockets_are_released_by_their_last_octets() {
    let server = sockets_meeting(3).await;
    let mut hands = hands(patient());
    let names = ["s/1", "s/2", "s/3"];
    for name in names {
        let mut opening = opening(format!("ws://{server}/"));
        opening.socket = name.to_owned();
        let opened = hands.perform(Job::Open(opening), &mut at_once()).await;
        assert!(opened.unwrap().fault.is_none());
    }
    for _ in 0..2 {
        let (raws, release) = said(&mut hands, &names).await;
        for (name, raw) in names.iter().zip(&raws) {
            assert_eq!(received(raw), [format!("from {name}")]);
        }
        assert_eq!((release.held, release.lanes), (Held::EndOfFrame, 3));
        assert_eq!((release.overlap, release.unproven()), (3, None));
    }
    // One that is not there: nothing is released, and nobody waits.
    let (raws, release) = said(&mut hands, &["s/1", "s/9"]).await;
    let missing = Fault::NoSocket("s/9".to_owned());
    assert!(raws.iter().all(|raw| raw.fault.as_ref() == Some(&missing)));
    assert!(release.unproven().is_some());
    // A request is nothing that goes with them.
    let mut watch = at_once();
    let mut other = at_once();
    let talk = Job::Talk {
        socket: "s/1".to_owned(),
        send: Some(text("x")),
        since: None,
    };
    let mixed = vec![
        (talk, &mut watch as &mut dyn Watch),
        (Job::Http(post(server, 0)), &mut other as &mut dyn Watch),
    ];
    assert!(hands.release(mixed).await.is_err());
}
