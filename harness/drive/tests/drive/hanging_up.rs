//! How we end sockets, and what is left behind: nothing.

use std::time::Duration;

use crate::common::*;
use model::step::How;
use model::wire::{End, Fault, Frame, FrameKind, Job, Raw};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;

#[tokio::test]
async fn a_close_that_we_send_is_our_end() {
    let server = echo().await;
    for payload in ["bye", "\u{0}"] {
        let mut hands = opened(format!("ws://{server}/")).await;
        let send = Frame {
            kind: FrameKind::Close(4000),
            payload: payload.into(),
        };
        let raw = hands
            .perform(talk(Some(send.clone())), &mut until_end())
            .await
            .unwrap();
        assert!(raw.end == Some(End::HungUp) && raw.frames[1].frame == send);
    }
}

#[tokio::test]
async fn there_is_no_socket_that_was_not_opened() {
    let mut hands = hands(patient());
    for job in [talk(None), hang_up(How::Close)] {
        let raw = hands.perform(job, &mut at_once()).await.unwrap();
        assert_eq!(raw.fault, Some(Fault::NoSocket("s".into())));
    }
}

/// How the server saw the client go: the last frame, then what reading said.
async fn seen_going(how: How) -> (Raw, Option<(u8, Vec<u8>)>, std::io::Result<usize>) {
    let (heard, mut ends) = mpsc::channel(1);
    let server = serve(move |mut stream| {
        let heard = heard.clone();
        async move {
            upgrade(&mut stream).await;
            let last = match how {
                How::Close => read_frame(&mut stream).await,
                _ => None,
            };
            if last.is_some() {
                stream
                    .write_all(b"\x81\x01z\x88\x02\x03\xe8")
                    .await
                    .unwrap();
                stream.shutdown().await.unwrap();
            }
            let read = stream.read(&mut [0]).await;
            heard.send((last, read)).await.unwrap();
        }
    })
    .await;
    let mut hands = opened(format!("ws://{server}/")).await;
    let raw = hands.perform(hang_up(how), &mut at_once()).await.unwrap();
    assert_eq!(hands.open_sockets(), 0);
    let again = hands
        .perform(talk(Some(text("x"))), &mut until_end())
        .await
        .unwrap();
    assert_eq!(again.end, Some(End::HungUp));
    let (last, read) = ends.recv().await.unwrap();
    (raw, last, read)
}

#[tokio::test]
async fn hanging_up_is_close_fin_or_reset() {
    let (raw, last, _) = seen_going(How::Close).await;
    assert_eq!(raw.end, Some(End::HungUp));
    assert_eq!(received(&raw)[0], "z");
    assert_eq!(last, Some((8, b"\x03\xe8".to_vec())));
    let (raw, _, read) = seen_going(How::Fin).await;
    assert_eq!((raw.end, read.unwrap()), (Some(End::HungUp), 0));
    let (raw, _, read) = seen_going(How::Reset).await;
    assert_eq!(raw.end, Some(End::HungUp));
    assert_eq!(
        read.unwrap_err().kind(),
        std::io::ErrorKind::ConnectionReset
    );
}

#[tokio::test]
async fn a_name_is_reused_and_hands_take_everything_with_them() {
    let (gone, mut heard) = mpsc::channel(8);
    let server = serve(move |mut stream| {
        let gone = gone.clone();
        async move {
            upgrade(&mut stream).await;
            drain(&mut stream).await;
            gone.send(()).await.unwrap();
        }
    })
    .await;
    let url = format!("ws://{server}/");
    let mut hands = opened(url.clone()).await;
    hands
        .perform(Job::Open(opening(&url)), &mut at_once())
        .await
        .unwrap();
    assert_eq!(hands.open_sockets(), 1);
    heard.recv().await.unwrap();
    let mut other = opening(&url);
    other.socket = "t".into();
    hands
        .perform(Job::Open(other), &mut at_once())
        .await
        .unwrap();
    assert_eq!(hands.open_sockets(), 2);
    drop(hands);
    heard.recv().await.unwrap();
    heard.recv().await.unwrap();
}

#[tokio::test]
async fn closing_waits_for_those_who_answer_and_not_for_others() {
    let polite = echo().await;
    let mut hands = opened(format!("ws://{polite}/")).await;
    assert_eq!(
        hands.perform(talk(None), &mut at_once()).await.unwrap().end,
        None
    );
    assert_eq!(hands.close(LONG).await, 1);
    let silent = socket_says(b"").await;
    let hands = opened(format!("ws://{silent}/")).await;
    let clock = std::time::Instant::now();
    assert_eq!(hands.close(Duration::from_millis(100)).await, 1);
    assert!(clock.elapsed() < LONG);
}

#[tokio::test]
async fn a_target_that_reads_nothing_does_not_hold_a_job() {
    let server = serve(|mut stream| async move {
        upgrade(&mut stream).await;
        std::future::pending().await
    })
    .await;
    let mut hands = hands(quick());
    let job = Job::Open(opening(format!("ws://{server}/")));
    hands.perform(job, &mut at_once()).await.unwrap();
    let large = Frame {
        kind: FrameKind::Binary,
        payload: vec![0; 64 << 20],
    };
    let raw = hands
        .perform(talk(Some(large)), &mut until_end())
        .await
        .unwrap();
    assert!(matches!(raw.fault, Some(Fault::TimedOut { .. })));
    let raw = hands
        .perform(hang_up(How::Reset), &mut at_once())
        .await
        .unwrap();
    assert_eq!(raw.end, Some(End::HungUp));
}
