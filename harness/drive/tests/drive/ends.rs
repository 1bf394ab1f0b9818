//! How targets end sockets: every end, and frames that no server may send.

use crate::common::*;
use model::wire::{End, Frame, FrameKind, Job, Raw};
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc;

/// Opens `s` on a server that says these octets after its 101, and watches until the end.
async fn ended_by(octets: &'static [u8]) -> Raw {
    let server = socket_says(octets).await;
    let mut hands = hands(patient());
    let job = Job::Open(opening(format!("ws://{server}/")));
    let raw = hands.perform(job, &mut until_end()).await.unwrap();
    assert_eq!(hands.open_sockets(), 0);
    raw
}

#[tokio::test]
async fn a_close_frame_ends_with_code_and_reason() {
    let raw = ended_by(b"\x81\x02hi\x88\x06\x03\xf0nope").await;
    assert_eq!(raw.end, Some(End::Closed(1008, b"nope".to_vec())));
    let frames: Vec<_> = raw.frames.iter().map(|seen| shape(&seen.frame)).collect();
    let close = Frame {
        kind: FrameKind::Close(1008),
        payload: b"nope".to_vec(),
    };
    assert_eq!(frames, [shape(&text("hi")), shape(&close)]);
    assert_eq!(
        ended_by(b"\x88\x00").await.end,
        Some(End::Closed(1005, vec![]))
    );
    assert_eq!(
        ended_by(b"\x88\x02\x11\x31").await.end,
        Some(End::Closed(4401, vec![]))
    );
}

#[tokio::test]
async fn violations_are_named() {
    for (octets, why) in [
        (&b"\x81\x81\0\0\0\0x"[..], "a masked frame"),
        (b"\xc1\x01x", "a reserved bit"),
        (b"\x81\x01\xff", "not UTF-8"),
        (b"\x01\x01\xff\x80\x01\xff", "not UTF-8"),
        (b"\x83\x00", "reserved opcode 3"),
        (b"\x8b\x00", "reserved opcode 11"),
        (b"\x80\x00", "a continuation of nothing"),
        (b"\x01\x00\x81\x00", "inside a fragmented one"),
        (b"\x09\x00", "a fragmented control frame"),
        (b"\x89\x7e\x00\x7e", "more than 125"),
        (b"\x81\x7e\x00\x01x", "not written shortest"),
        (b"\x82\x7f\xff\0\0\0\0\0\0\0", "highest bit"),
        (b"\x82\x7e\x03\xe9", "more than the harness takes"),
        (b"\x88\x01\x03", "half a code"),
        (b"\x88\x02\x03\xed", "the code 1005"),
        (b"\x88\x02\x00\x01", "the code 1,"),
        (b"\x88\x03\x03\xe8\xff", "a reason that is not UTF-8"),
    ] {
        // The message before it still counts.
        let whole: &'static [u8] = [b"\x82\x02hi", octets].concat().leak();
        let raw = ended_by(whole).await;
        let named = matches!(&raw.end, Some(End::Violation(said)) if said.contains(why));
        assert!(named, "{why}: {:?}", raw.end);
        assert_eq!(received(&raw)[0], "hi");
    }
}

#[tokio::test]
async fn a_dropped_connection_is_dropped_even_within_a_frame() {
    for octets in [&b""[..], b"\x81", b"\x81\x05hel", b"\x01\x02he"] {
        let server = serve(move |mut stream| async move {
            upgrade(&mut stream).await;
            stream.write_all(octets).await.unwrap();
        })
        .await;
        let job = Job::Open(opening(format!("ws://{server}/")));
        let raw = hands(patient())
            .perform(job, &mut until_end())
            .await
            .unwrap();
        assert_eq!(raw.end, Some(End::Dropped));
        assert!(raw.frames.is_empty());
    }
    let server = serve(|mut stream| async move {
        upgrade(&mut stream).await;
        stream.set_zero_linger().unwrap();
    })
    .await;
    let job = Job::Open(opening(format!("ws://{server}/")));
    let raw = hands(patient())
        .perform(job, &mut until_end())
        .await
        .unwrap();
    assert_eq!(raw.end, Some(End::Dropped));
}

#[tokio::test]
async fn a_flood_is_bounded_and_the_end_is_still_seen() {
    let (heard, mut replies) = mpsc::channel(1);
    let server = serve(move |mut stream| {
        let heard = heard.clone();
        async move {
            upgrade(&mut stream).await;
            stream
                .write_all(&b"\x81\x01x".repeat(10_000))
                .await
                .unwrap();
            stream.write_all(b"\x88\x02\x03\xe8").await.unwrap();
            heard.send(read_frame(&mut stream).await).await.unwrap();
        }
    })
    .await;
    let mut hands = opened(format!("ws://{server}/")).await;
    // The reply to the close frame says that everything before it was read.
    assert_eq!(
        replies.recv().await.unwrap(),
        Some((8, b"\x03\xe8".to_vec()))
    );
    let raw = hands.perform(talk(None), &mut until_end()).await.unwrap();
    assert_eq!((raw.frames.len(), raw.end), (8, None));
    let raw = hands.perform(talk(None), &mut until_end()).await.unwrap();
    assert_eq!(raw.frames.len(), 1);
    assert_eq!(raw.end, Some(End::Closed(1000, vec![])));
}
