//! The WebSocket protocol: frames that no client may send, and handshakes that no server may grant.

use gateproof_reference::System;
use tokio::io::AsyncWriteExt;

use super::{Row, look};
use crate::support::Target;

const BROKEN: [&str; 2] = ["close 1002 Protocol error", "open"];

pub fn rows() -> Vec<Row> {
    vec![
        look!("unmasked-frame-accepted", unmasked, |_| BROKEN),
        look!("reserved-bits-ignored", reserved_bits, |_| BROKEN),
        look!("reserved-opcode-ignored", reserved_opcode, |_| BROKEN),
        look!("control-frames-unchecked", long_ping, |_| BROKEN),
        look!("fragments-unchecked", continues_nothing, |_| BROKEN),
        look!("utf8-unchecked", not_utf8, |_| [
            "close 1007 Invalid UTF-8",
            "open"
        ]),
        look!("ws-version-unchecked", version, |_| ["status 426", "open"]),
        look!("ws-version-unsaid", version, |_| [
            "status 426",
            "status 400"
        ]),
        look!("ws-key-unchecked", key, |_| ["status 400", "open"]),
    ]
}

async fn unmasked(target: &Target) -> String {
    after(target, b"\x89\x02hi").await
}

async fn reserved_bits(target: &Target) -> String {
    after(target, b"\xc9\x80\0\0\0\0").await
}

async fn reserved_opcode(target: &Target) -> String {
    after(target, b"\x83\x80\0\0\0\0").await
}

async fn long_ping(target: &Target) -> String {
    let ping = [b"\x89\xfe\0\x7e\0\0\0\0".as_slice(), &[b'x'; 126]].concat();
    after(target, &ping).await
}

async fn continues_nothing(target: &Target) -> String {
    after(target, b"\x80\x80\0\0\0\0").await
}

async fn not_utf8(target: &Target) -> String {
    after(target, b"\x81\x82\0\0\0\0\xc3\x28").await
}

/// What becomes of a socket on which this came.
async fn after(target: &Target, octets: &[u8]) -> String {
    let token = token(target).await;
    let mut client = target.knock(Some(&token)).await.open(target).await;
    client.0.get_mut().write_all(octets).await.unwrap();
    let fate = client.fate().await;
    // What is said about a text stands before.
    match fate.strip_suffix("open") {
        Some(_) => "open".to_owned(),
        None => fate,
    }
}

async fn version(target: &Target) -> String {
    let token = token(target).await;
    let knock = target.knock(Some(&token)).await;
    let knock = knock.with("Sec-WebSocket-Version", &["12"]);
    knock.fate(target).await
}

/// The key of RFC 6455 1.3 without its padding decodes to nothing.
async fn key(target: &Target) -> String {
    let token = token(target).await;
    let knock = target.knock(Some(&token)).await;
    let mut stream = target.connect().await;
    let knock = knock.with("Sec-WebSocket-Key", &["dGhlIHNhbXBsZSBub25jZQ"]);
    match knock.head(&mut stream).await.status {
        101 => "open".to_owned(),
        status => format!("status {status}"),
    }
}

async fn token(target: &Target) -> String {
    let token = target.login("alice").await;
    match target.system {
        System::Workspace => target.ticket(&token).await,
        _ => token,
    }
}
