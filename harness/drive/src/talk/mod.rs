//! An HTTP/2 connection on which we decide what leaves together, and see what comes when: what races and
//! pairs of times need, and clients hide.

pub(crate) mod arrivals;
pub(crate) mod carried;
pub(crate) mod cork;
pub(crate) mod reply;

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use bytes::Bytes;
use h2::client::{Builder, Connection, SendRequest};
use h2::{Ping, PingPong};
use model::wire::Request;
use tokio::time::{sleep, timeout};

use crate::error::Stop;
use crate::setup::Ground;
use crate::talk::arrivals::Arrivals;
use crate::talk::cork::{Cork, Corked};

/// How often it is asked whether something has left, or was answered.
pub(crate) const EVERY: Duration = Duration::from_millis(1);
/// How long a target may take to answer a PING.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the connection is given the time to write what was asked of it.
const TURNS: usize = 100;

/// A connection that is at work while something is waited for.
pub(crate) struct Talk {
    connection: Connection<Corked, Bytes>,
    pub cork: Cork,
    pub arrivals: Arrivals,
    /// Octets that fit into one segment, where the system tells.
    pub largest_segment: Option<usize>,
    ping: PingPong,
    /// While it is there, the connection does not end of its own.
    pub sender: SendRequest<Bytes>,
    over: bool,
}

impl Talk {
    /// Opens a connection to where this request goes; none where no HTTP/2 is spoken.
    pub async fn open(ground: &Ground, request: &Request) -> Result<Option<Talk>, Stop> {
        let (place, service) = ground.admit(request)?;
        let tls = Arc::new(service.tls.negotiated.clone());
        let stream = ground.connector.open(&place, request.from, &tls).await?;
        if stream.is_tls() && stream.alpn() != Some(b"h2") {
            return Ok(None);
        }
        let (cork, arrivals) = (Cork::default(), Arrivals::default());
        let corked = Corked::new(stream, cork.clone(), arrivals.clone());
        let largest_segment = corked.largest_segment();
        let mut builder = Builder::new();
        let list = u32::try_from(ground.limits.head_octets).unwrap_or(u32::MAX);
        builder.enable_push(false).max_header_list_size(list);
        let shaken = timeout(ground.limits.connect, builder.handshake(corked)).await;
        let Ok(Ok((sender, mut connection))) = shaken else {
            return Ok(None);
        };
        let Some(ping) = connection.ping_pong() else {
            return Ok(None);
        };
        let mut talk = Talk {
            connection,
            cork,
            arrivals,
            largest_segment,
            ping,
            sender,
            over: false,
        };
        // How many streams it allows comes before the answer.
        Ok(talk.is_acknowledged().await.then_some(talk))
    }

    /// How many streams may be open at one time.
    pub fn streams(&self) -> usize {
        self.connection.max_concurrent_send_streams()
    }

    /// Whether it has ended.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Does something while the connection is at work.
    pub async fn drive<F: Future>(&mut self, work: F) -> F::Output {
        let mut work = pin!(work);
        std::future::poll_fn(|cx| {
            // Once for what came, and once for what was asked because of it.
            for _ in 0..2 {
                if !self.over {
                    self.over = Pin::new(&mut self.connection).poll(cx).is_ready();
                }
                if let Poll::Ready(done) = work.as_mut().poll(cx) {
                    return Poll::Ready(done);
                }
            }
            if !self.over {
                self.over = Pin::new(&mut self.connection).poll(cx).is_ready();
            }
            Poll::Pending
        })
        .await
    }

    /// Whether the target takes what was sent: it answers a PING that follows it.
    pub async fn is_acknowledged(&mut self) -> bool {
        if self.ping.send_ping(Ping::opaque()).is_err() {
            return false;
        }
        let began = Instant::now();
        loop {
            match self.answered() {
                Poll::Ready(whole) => return whole,
                Poll::Pending if began.elapsed() < PATIENCE => self.drive(sleep(EVERY)).await,
                Poll::Pending => return false,
            }
        }
    }

    /// Whether the PING was answered, as far as is known now.
    fn answered(&mut self) -> Poll<bool> {
        let mut cx = Context::from_waker(Waker::noop());
        self.ping.poll_pong(&mut cx).map(|answer| answer.is_ok())
    }
}

/// Waits until requests on so many streams are held back as a whole; false where they are not.
pub(crate) async fn collected(cork: &Cork, streams: usize) -> bool {
    let mut turns = 0..TURNS;
    let mut whole = false;
    while !whole && turns.next().is_some() {
        tokio::task::yield_now().await;
        whole = cork.held(ends) == streams;
    }
    whole
}

/// How many streams end in these frames (RFC 9113 4.1, 6.1, 6.2).
fn ends(mut octets: &[u8]) -> usize {
    let mut ends = 0;
    while let [a, b, c, kind, flags, _, _, _, _, rest @ ..] = octets {
        let length = u32::from_be_bytes([0, *a, *b, *c]);
        ends += usize::from(matches!(kind, 0 | 1) && flags & 1 == 1);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        octets = rest.get(length..).unwrap_or_default();
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_end_with_the_flag_on_data_or_headers_and_nothing_else() {
        let frame = |kind: u8, flags: u8, payload: &[u8]| {
            let mut frame = vec![0, 0, payload.len() as u8, kind, flags, 0, 0, 0, 1];
            frame.extend_from_slice(payload);
            frame
        };
        let frames = [
            frame(1, 0x5, b"head"),
            frame(0, 0x1, b""),
            frame(0, 0x0, b"more"),
            // The flag means another thing on SETTINGS and PING.
            frame(4, 0x1, b""),
            frame(6, 0x1, &[0; 8]),
        ];
        assert_eq!(ends(&frames.concat()), 2);
        assert_eq!(ends(&frames.concat()[..5]), 0);
    }
}
