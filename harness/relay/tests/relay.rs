//! What the relay promises: all octets, in order, no sooner than the delay, with the ends told both ways.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use gateproof_relay::{Jitter, Relay};

/// Sends back what it reads, connection by connection, until the end of each.
fn echo() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut reader, mut writer) = (stream.unwrap(), Vec::new());
            reader.read_to_end(&mut writer).unwrap();
            reader.write_all(&writer).unwrap();
        }
    });
    address
}

/// A client that fails where it would wait for ever.
fn client(relay: &Relay) -> TcpStream {
    let client = TcpStream::connect(relay.address()).unwrap();
    let patience = Some(Duration::from_secs(10));
    client.set_read_timeout(patience).unwrap();
    client
}

fn jitter(micros: u64, sigma: f64) -> Jitter {
    Jitter {
        median: Duration::from_micros(micros),
        sigma,
        seed: 7,
    }
}

#[test]
fn octets_arrive_in_order_and_the_ends_are_told() {
    let relay = Relay::start(echo(), jitter(200, 1.5)).unwrap();
    let sent: Vec<u8> = (0..200_000_u32).flat_map(u32::to_be_bytes).collect();
    let mut client = client(&relay);
    client.write_all(&sent).unwrap();
    client.shutdown(Shutdown::Write).unwrap();
    let mut came = Vec::new();
    client.read_to_end(&mut came).unwrap();
    assert!(came == sent, "{} of {} octets", came.len(), sent.len());
}

#[test]
fn nothing_arrives_before_its_delay() {
    let relay = Relay::start(echo(), jitter(20_000, 0.0)).unwrap();
    let began = Instant::now();
    let mut client = client(&relay);
    client.write_all(b"x").unwrap();
    client.shutdown(Shutdown::Write).unwrap();
    client.read_to_end(&mut Vec::new()).unwrap();
    assert!(began.elapsed() >= Duration::from_millis(39), "both ways");
}

#[test]
fn a_delay_that_is_none_is_refused() {
    let to = SocketAddr::from(([127, 0, 0, 1], 9));
    for wrong in [jitter(0, 1.0), jitter(5, -1.0), jitter(5, f64::NAN)] {
        let error = Relay::start(to, wrong).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
}
