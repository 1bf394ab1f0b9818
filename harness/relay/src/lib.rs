//! A relay on loopback that delays what passes, so that tests meet a network with jitter. Nothing that is
//! shipped depends on it.
//!
//! It works with threads and not with an async runtime, whose timers are in whole milliseconds: lanes would
//! then leave on the same ticks, and the jitter would bring together what it shall spread.

mod pump;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand_distr::LogNormal;

/// How long a piece is delayed: log-normally, drawn anew for each piece of each connection and direction.
#[derive(Debug, Clone, Copy)]
pub struct Jitter {
    /// The median delay in one direction, above zero.
    pub median: Duration,
    /// The standard deviation of the logarithm of the delay: 0 is a constant delay.
    pub sigma: f64,
    /// The same seed and order of connections give the same delays.
    pub seed: u64,
}

/// A relay that accepts connections until it is dropped. Those that are open then live on until they end.
#[derive(Debug)]
pub struct Relay {
    address: SocketAddr,
    over: Arc<AtomicBool>,
}

impl Relay {
    /// Relays each connection to `to`.
    ///
    /// # Errors
    /// `InvalidInput` when the median is zero, or sigma is negative or no number; else what the system says
    /// of the port.
    pub fn start(to: SocketAddr, jitter: Jitter) -> io::Result<Relay> {
        let median = jitter.median.as_secs_f64();
        let delay = LogNormal::new(median.ln(), jitter.sigma).ok();
        let delay = delay.filter(|_| median > 0.0 && jitter.sigma >= 0.0);
        let delay = delay.ok_or(io::ErrorKind::InvalidInput)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let over = Arc::new(AtomicBool::new(false));
        let until = Arc::clone(&over);
        thread::spawn(move || accept(&listener, to, delay, jitter.seed, &until));
        Ok(Relay { address, over })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

fn accept(
    listener: &TcpListener,
    to: SocketAddr,
    delay: LogNormal<f64>,
    seed: u64,
    over: &AtomicBool,
) {
    let mut draws = StdRng::seed_from_u64(seed);
    for client in listener.incoming() {
        if over.load(Ordering::SeqCst) {
            return;
        }
        // A connection that cannot be relayed is closed, as a network would.
        if let (Ok(client), Ok(server)) = (client, TcpStream::connect(to)) {
            let _ = pump::both(&client, &server, delay, &mut draws);
        }
    }
}
