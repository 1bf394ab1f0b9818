//! Servers that are no such service, or none at all: never a pass, never a panic, bounded time.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::support::{Ran, always, count, gateproof, head, report, server};

/// Runs the catalogue against a server as a user without a target file would.
fn run_against(address: &str) -> (Ran, serde_json::Value, Duration) {
    let folder = tempfile::tempdir().unwrap();
    let http = format!("http://{address}");
    let ws = format!("ws://{address}/ws?token={{token}}");
    let began = Instant::now();
    let ran = gateproof(
        folder.path(),
        &[
            "run",
            "--http",
            &http,
            "--whoami",
            "/me",
            "--ws",
            &ws,
            "--ws-send",
            "ping",
            "--ws-expect",
            "pong",
            "--token",
            "a.valid.token",
            "--out",
            "out",
            "--deadline",
            "3",
        ],
    );
    (ran, report(&folder.path().join("out")), began.elapsed())
}

fn passes_nothing(address: &str) {
    let (ran, report, _) = run_against(address);
    assert_eq!(count(&report, "pass"), 0, "{}", ran.out);
    assert_eq!(count(&report, "error"), 0, "{}", ran.out);
    assert!(
        ![0, 70].contains(&ran.code),
        "exit {}: {}",
        ran.code,
        ran.out
    );
}

#[test]
fn an_always_200_server_passes_nothing() {
    passes_nothing(&always(
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
    ));
}

#[test]
fn an_always_401_server_passes_nothing() {
    passes_nothing(&always(
        b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    ));
}

#[test]
fn an_always_404_server_passes_nothing() {
    passes_nothing(&always(
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    ));
}

#[test]
fn garbage_in_place_of_http_passes_nothing() {
    passes_nothing(&always(b"SSH-2.0-OpenSSH_9.2\r\n\x00\xff\xfe"));
}

#[test]
fn a_server_that_hangs_up_passes_nothing() {
    passes_nothing(&server(drop));
}

#[test]
fn a_wrong_accept_key_passes_nothing() {
    passes_nothing(&always(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: bm8=\r\n\r\n\x81\x04pong",
    ));
}

#[test]
fn an_endless_body_is_bounded() {
    let address = server(|mut stream| {
        let _ = head(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        while stream.write_all(&[b'x'; 65_536]).is_ok() {}
    });
    let (_, report, took) = run_against(&address);
    assert_eq!(count(&report, "pass"), 0);
    assert!(took < Duration::from_secs(60), "{took:?}");
}

#[test]
fn a_server_that_never_answers_is_bounded() {
    let address = server(|mut stream| while !head(&mut stream).is_empty() {});
    let (ran, report, took) = run_against(&address);
    assert_eq!(count(&report, "pass"), 0);
    assert_eq!(ran.code, 3, "{}", ran.out);
    assert!(took < Duration::from_secs(60), "{took:?}");
}
