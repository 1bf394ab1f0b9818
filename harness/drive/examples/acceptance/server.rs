//! A server with planted differences of time: one thread for each connection, which asks its socket again
//! and again and answers in one write. What is measured is the harness, and not how soon the machine wakes a
//! thread.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Instant;

/// What a request for `/b` costs more than one for `/a`.
#[derive(Debug, Clone, Copy)]
pub enum Planted {
    /// Nothing.
    Nothing,
    /// So many nanoseconds.
    Shift(f64),
    /// So many nanoseconds in this share of the answers.
    Tail(f64, f64),
}

/// Serves for as long as the program runs.
pub fn serve(planted: Planted) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port of loopback");
    let address = listener.local_addr().expect("an address that is bound");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream, planted));
        }
    });
    address
}

fn answer(mut stream: TcpStream, planted: Planted) {
    let _ = stream.set_nodelay(true);
    let mut buffer = [0; 1_024];
    let mut state = 1_u64;
    let _ = stream.set_nonblocking(true);
    loop {
        // A request comes in one segment: they are short, and the next waits for the answer.
        match stream.read(&mut buffer) {
            Ok(1..) => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
            _ => return,
        }
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        #[allow(clippy::cast_precision_loss)] // A share.
        let chance = (state >> 33) as f64 / (1_u64 << 31) as f64;
        let more = match (planted, buffer[5]) {
            (Planted::Shift(ns), b'b') => ns,
            (Planted::Tail(ns, share), b'b') if chance < share => ns,
            _ => 0.0,
        };
        work(more);
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        if stream.write_all(answer).is_err() {
            return;
        }
    }
}

/// Works for so long, by the clock: a loop of a fixed length is shorter or longer as the machine has it. No
/// work at all asks the clock as well, so that this is no difference.
fn work(ns: f64) {
    let began = Instant::now();
    #[allow(clippy::cast_precision_loss)] // Some 10^5 at most.
    while (began.elapsed().as_nanos() as f64) < ns {
        std::hint::black_box(ns);
    }
}
