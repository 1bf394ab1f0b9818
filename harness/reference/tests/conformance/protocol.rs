//! The WebSocket protocol on every system: violations, sizes, control frames, the closing handshake.

use futures_util::SinkExt;
use gateproof_reference::System;
use tokio::io::AsyncWriteExt;
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::{
        CloseFrame,
        frame::{
            Frame,
            coding::{Control, Data, OpCode},
        },
    },
};

use crate::support::{Target, socket::Client};

async fn open(system: System) -> (Target, Client) {
    let target = Target::start(system, &[]).await;
    let token = target.login("alice").await;
    let client = target.knock(Some(&token)).await.open(&target).await;
    (target, client)
}

async fn fate_of(frame: Frame) -> Vec<String> {
    let mut fates = Vec::new();
    for system in System::ALL {
        let (_target, mut client) = open(system).await;
        client.0.send(Message::Frame(frame.clone())).await.unwrap();
        fates.push(client.closed().await);
        assert!(client.next().await.is_none(), "the connection ends");
    }
    fates
}

fn text(payload: &[u8]) -> Frame {
    Frame::message(payload.to_vec(), OpCode::Data(Data::Text), true)
}

fn control(control: Control, payload: &[u8]) -> Frame {
    let mut frame = Frame::ping(payload.to_vec());
    frame.header_mut().opcode = OpCode::Control(control);
    frame
}

#[tokio::test]
async fn a_message_over_the_limit_closes_1009() {
    let fates = fate_of(text(&[b'x'; 64 * 1024 + 1])).await;
    assert_eq!(fates, ["close 1009 Message too big"; System::ALL.len()]);
}

#[tokio::test]
async fn the_close_survives_a_message_that_is_far_over_the_limit() {
    let fates = fate_of(text(&vec![b'x'; 8 * 1024 * 1024])).await;
    assert_eq!(fates, ["close 1009 Message too big"; System::ALL.len()]);
}

#[tokio::test]
async fn fragments_over_the_limit_close_1009() {
    for system in System::ALL {
        let (_target, mut client) = open(system).await;
        let half = vec![b'x'; 40 * 1024];
        let first = Frame::message(half.clone(), OpCode::Data(Data::Text), false);
        let second = Frame::message(half, OpCode::Data(Data::Continue), true);
        client.0.send(Message::Frame(first)).await.unwrap();
        client.0.send(Message::Frame(second)).await.unwrap();
        assert_eq!(client.closed().await, "close 1009 Message too big");
    }
}

#[tokio::test]
async fn a_message_at_the_limit_is_answered() {
    let (_target, mut client) = open(System::Assistant).await;
    let text = "x".repeat(64 * 1024);
    client.send(&text).await;
    assert_eq!(client.text().await, format!("Echo: {text}"));
}

#[tokio::test]
async fn invalid_utf8_closes_1007() {
    assert_eq!(
        fate_of(text(b"\xff\xfe")).await,
        ["close 1007 Invalid UTF-8"; System::ALL.len()]
    );
    assert_eq!(
        fate_of(text(b"\xed\xa0\x80")).await,
        ["close 1007 Invalid UTF-8"; System::ALL.len()]
    );
}

#[tokio::test]
async fn protocol_errors_close_1002() {
    let mut reserved_bit = text(b"x");
    reserved_bit.header_mut().rsv1 = true;
    let mut split_ping = Frame::ping(Vec::new());
    split_ping.header_mut().is_final = false;
    let orphan = Frame::message(b"x".to_vec(), OpCode::Data(Data::Continue), true);
    let unknown = Frame::message(b"x".to_vec(), OpCode::Data(Data::Reserved(3)), true);
    let unknown_control = control(Control::Reserved(11), b"");
    let long_ping = Frame::ping(vec![0; 126]);
    for frame in [
        reserved_bit,
        split_ping,
        orphan,
        unknown,
        unknown_control,
        long_ping,
    ] {
        let words = format!("{frame:?}");
        assert_eq!(
            fate_of(frame).await,
            ["close 1002 Protocol error"; System::ALL.len()],
            "{words}"
        );
    }
}

#[tokio::test]
async fn an_unmasked_frame_closes_1002() {
    for system in System::ALL {
        let (_target, mut client) = open(system).await;
        client
            .0
            .get_mut()
            .write_all(&[0x81, 1, b'x'])
            .await
            .unwrap();
        assert_eq!(client.closed().await, "close 1002 Protocol error");
    }
}

#[tokio::test]
async fn the_closing_handshake_is_answered_with_the_same_code() {
    for system in System::ALL {
        for code in [1000, 1001, 3000, 4999] {
            let (_target, mut client) = open(system).await;
            let frame = CloseFrame {
                code: code.into(),
                reason: "bye".into(),
            };
            client.0.close(Some(frame)).await.unwrap();
            assert_eq!(client.closed().await, format!("close {code} bye"));
            assert!(client.next().await.is_none(), "the connection ends");
        }
        let (_target, client) = open(system).await;
        client.close().await;
    }
}

#[tokio::test]
async fn a_close_with_a_forbidden_code_is_a_protocol_error() {
    for payload in [&[0x03, 0xed][..], &[0x00, 0x00], &[0x03]] {
        for fate in fate_of(control(Control::Close, payload)).await {
            assert!(fate.starts_with("close 1002"), "{payload:?} {fate}");
        }
    }
}

#[tokio::test]
async fn pings_are_answered_even_between_fragments() {
    let (_target, mut client) = open(System::Assistant).await;
    let first = Frame::message(b"he".to_vec(), OpCode::Data(Data::Text), false);
    let second = Frame::message(b"llo".to_vec(), OpCode::Data(Data::Continue), true);
    for frame in [first, Frame::ping(b"p".to_vec()), second] {
        client.0.send(Message::Frame(frame)).await.unwrap();
    }
    let pong = futures_util::StreamExt::next(&mut client.0)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(pong, Message::Pong(b"p".to_vec().into()));
    assert_eq!(client.text().await, "Echo: hello");
}
