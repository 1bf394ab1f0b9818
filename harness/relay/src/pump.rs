//! One connection of the relay: in each direction one thread reads and one writes what is due, in order.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand_distr::{Distribution, LogNormal};

/// Octets read at once, at most.
const PIECE: usize = 16_384;
/// Pieces on their way in one direction, at most: then the sender waits.
const ON_THE_WAY: usize = 64;
/// No piece is delayed for longer: the tail of the distribution has no end.
const LONGEST: Duration = Duration::from_secs(1);

/// Octets, and when they shall arrive.
type Piece = (Instant, Vec<u8>);

/// Starts both directions.
pub(crate) fn both(
    client: &TcpStream,
    server: &TcpStream,
    delay: LogNormal<f64>,
    draws: &mut StdRng,
) -> io::Result<()> {
    for (from, to) in [(client, server), (server, client)] {
        // Each piece leaves when it is due, and not with the next.
        to.set_nodelay(true)?;
        let (from, to) = (from.try_clone()?, to.try_clone()?);
        let (sender, receiver) = sync_channel(ON_THE_WAY);
        let own = StdRng::from_rng(draws);
        thread::spawn(move || take(from, &sender, delay, own));
        thread::spawn(move || bring(to, &receiver));
    }
    Ok(())
}

/// Reads until the end, or until nobody takes it any more.
fn take(mut from: TcpStream, sender: &SyncSender<Piece>, delay: LogNormal<f64>, mut draws: StdRng) {
    let mut room = vec![0; PIECE];
    while let Ok(length @ 1..) = from.read(&mut room) {
        let drawn = Duration::try_from_secs_f64(delay.sample(&mut draws)).unwrap_or(LONGEST);
        let due = Instant::now() + drawn.min(LONGEST);
        let piece = room.iter().take(length).copied().collect();
        if sender.send((due, piece)).is_err() {
            let _ = from.shutdown(Shutdown::Read);
            return;
        }
    }
}

/// Writes what is due, and says the end after it. A piece that is due before the one in front waits for it.
fn bring(mut to: TcpStream, receiver: &Receiver<Piece>) {
    for (due, piece) in receiver {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        if to.write_all(&piece).is_err() {
            return;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
