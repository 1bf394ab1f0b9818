//! A harness with a fault: a buffer for each class in place of one for both. Where they lie in memory is
//! then a difference of the classes, which no coin takes away.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use stats::{Coin, Pair, Seen};

use crate::collect::{coins, of_coin};

/// So many pairs without a difference, by the faulty harness.
pub fn two_buffers(server: SocketAddr, count: usize) -> Vec<Pair> {
    let mut stream = TcpStream::connect(server).expect("a server");
    stream.set_nodelay(true).expect("a socket");
    stream.set_nonblocking(true).expect("a socket");
    let request = format!("GET /a HTTP/1.1\r\nHost: {server}\r\n\r\n").into_bytes();
    // One begins with a page, the other at its end, and goes over into the next.
    let mut pages = vec![0; 4 * PAGE];
    let first = pages.as_ptr().align_offset(PAGE);
    let second = first + 2 * PAGE - request.len() / 2;
    for start in [first, second] {
        pages[start..start + request.len()].copy_from_slice(&request);
    }
    let buffers = [first, second].map(|start| &pages[start..start + request.len()]);
    let mut arrived = vec![0; 1_024];
    let mut ask = |class: usize| {
        let sent = Instant::now();
        stream.write_all(buffers[class]).expect("a server");
        loop {
            match stream.read(&mut arrived) {
                Ok(1..) => break,
                Err(error) if error.kind() == ErrorKind::WouldBlock => std::hint::spin_loop(),
                other => assert!(other.expect("a server") > 0, "the server is gone"),
            }
        }
        u64::try_from(sent.elapsed().as_nanos()).unwrap_or(u64::MAX)
    };
    let coins = coins(17, count);
    let pair = |coin: &Coin| {
        let [first, second] = of_coin(*coin);
        let (first_ns, second_ns) = (ask(first), ask(second));
        Pair {
            coin: *coin,
            seen: Seen::Apart {
                first_ns,
                second_ns,
            },
        }
    };
    coins.iter().map(pair).collect()
}

/// Octets of a page of memory.
const PAGE: usize = 4_096;
