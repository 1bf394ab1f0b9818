//! Open sockets: the cursor, what goes out, and a reader that never sleeps.

use std::time::Duration;

use crate::common::*;
use gateproof_drive::Hands;
use model::wire::{End, Frame, FrameKind, Job, Patience, Raw};
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

#[tokio::test]
async fn frames_that_come_with_the_head_are_seen() {
    let server = serve(|mut stream| async move {
        let head = read_head(&mut stream).await;
        let octets = [
            right_101(&head).as_bytes(),
            b"\x81\x02hi\x89\x01p\x8a\x01q\x02\x01a\x80\x01b",
        ]
        .concat();
        stream.write_all(&octets).await.unwrap();
        drain(&mut stream).await;
    })
    .await;
    let job = Job::Open(opening(format!("ws://{server}/")));
    let raw = hands(patient())
        .perform(job, &mut until_frames(4))
        .await
        .unwrap();
    let kinds: Vec<_> = raw.frames.iter().map(|seen| seen.frame.kind).collect();
    assert_eq!(
        kinds,
        [
            FrameKind::Text,
            FrameKind::Ping,
            FrameKind::Pong,
            FrameKind::Binary
        ]
    );
    assert_eq!(received(&raw), ["hi", "p", "q", "ab"]);
}

#[tokio::test]
async fn a_ping_is_answered_while_nobody_performs() {
    let (heard, mut pongs) = mpsc::channel(1);
    let server = serve(move |mut stream| {
        let heard = heard.clone();
        async move {
            upgrade(&mut stream).await;
            stream.write_all(b"\x89\x04ping").await.unwrap();
            heard.send(read_frame(&mut stream).await).await.unwrap();
            drain(&mut stream).await;
        }
    })
    .await;
    let mut hands = hands(patient());
    let job = Job::Open(opening(format!("ws://{server}/")));
    hands.perform(job, &mut at_once()).await.unwrap();
    assert_eq!(pongs.recv().await.unwrap(), Some((10, b"ping".to_vec())));
    let raw = hands
        .perform(talk(None), &mut until_frames(1))
        .await
        .unwrap();
    assert_eq!(raw.frames[0].frame.kind, FrameKind::Ping);
    assert_eq!(raw.frames[0].at, Duration::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_message_and_the_greeting_go_first_and_their_answers_come_back() {
    let server = echo().await;
    let mut wanted = opening(format!("ws://{server}/"));
    wanted.first = Some(text("it is me"));
    wanted.greeting = Some(text("hello"));
    let raw = hands(patient())
        .perform(Job::Open(wanted), &mut until_frames(2))
        .await
        .unwrap();
    // The answer to the first may come before the second is on its way.
    let of = |sent: bool| -> Vec<_> {
        let frames = raw.frames.iter().filter(|seen| seen.sent == sent);
        frames.map(|seen| shape(&seen.frame)).collect()
    };
    let both = vec![shape(&text("it is me")), shape(&text("hello"))];
    assert_eq!((of(true), of(false)), (both.clone(), both));
    assert!(raw.frames[0].at > Duration::ZERO && raw.frames[3].at <= raw.elapsed);
}

#[tokio::test]
async fn what_comes_after_enough_is_for_the_next_job() {
    let server = socket_says(b"\x81\x01a\x81\x01b\x81\x01c\x88\x02\x03\xe8").await;
    let mut hands = opened(format!("ws://{server}/")).await;
    let first = hands
        .perform(talk(None), &mut until_frames(1))
        .await
        .unwrap();
    assert_eq!((received(&first), first.end), (vec!["a".to_owned()], None));
    let second = hands
        .perform(talk(None), &mut until_frames(1))
        .await
        .unwrap();
    assert_eq!(received(&second), ["b"]);
    assert_eq!(second.frames[0].at, Duration::ZERO);
    let third = hands.perform(talk(None), &mut until_end()).await.unwrap();
    assert_eq!(received(&third), ["c", ""]);
    for _ in 0..2 {
        let after = hands
            .perform(talk(Some(text("x"))), &mut until_end())
            .await
            .unwrap();
        assert_eq!(after.end, Some(End::Closed(1000, vec![])));
        assert!(after.frames.is_empty());
    }
}

#[tokio::test]
async fn each_frame_is_a_sign_of_its_own() {
    let server = socket_says(b"\x81\x01a\x81\x01b\x88\x02\x03\xe8").await;
    let mut hands = opened(format!("ws://{server}/")).await;
    let mut signs = Vec::new();
    let mut watch = Asks(|raw: &Raw| {
        signs.push((raw.frames.len(), raw.end.is_some()));
        Patience::More(LONG)
    });
    hands.perform(talk(None), &mut watch).await.unwrap();
    assert_eq!(signs, [(0, false), (1, false), (2, false), (3, true)]);
}

#[tokio::test]
async fn patience_runs_out() {
    let server = socket_says(b"").await;
    let mut hands = opened(format!("ws://{server}/")).await;
    let wait = Duration::from_millis(50);
    let mut watch = Asks(|_: &Raw| Patience::More(wait));
    let raw = hands
        .perform(talk(Some(text("x"))), &mut watch)
        .await
        .unwrap();
    assert!(raw.elapsed >= wait && raw.end.is_none());
    assert_eq!(raw.frames.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_go_out_as_they_are() {
    let server = echo().await;
    let mut hands = opened(format!("ws://{server}/")).await;
    for kind in [
        FrameKind::Text,
        FrameKind::Binary,
        FrameKind::Ping,
        FrameKind::Pong,
    ] {
        let send = Frame {
            kind,
            payload: b"x".to_vec(),
        };
        let raw = hands
            .perform(talk(Some(send.clone())), &mut until_frames(1))
            .await
            .unwrap();
        assert!(raw.frames[1].frame == send);
    }
    // A frame that is no text comes back and breaks the socket: it went out as it was.
    let send = Frame {
        kind: FrameKind::Text,
        payload: b"\xff".to_vec(),
    };
    let raw = hands
        .perform(talk(Some(send)), &mut until_end())
        .await
        .unwrap();
    assert!(matches!(raw.end, Some(End::Violation(_))));
}

#[test]
fn jobs_can_run_on_any_thread() {
    fn is_send(_: impl Send) {}
    let _ =
        |hands: &'static mut Hands, job: Job, watch: &'static mut Asks<fn(&Raw) -> Patience>| {
            is_send(hands.perform(job, watch));
        };
    fn is_cheap<T: Clone + Send + Sync>() {}
    is_cheap::<gateproof_drive::Drive>();
}
