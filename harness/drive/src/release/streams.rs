//! All on one HTTP/2 connection, in one write and, where that is enough, one segment: no network can pull
//! them apart (Kettle 2023, "Smashing the state machine"). Where the requests fit into a segment as they are,
//! nothing of them leaves before; else only the last frame of each is held back (RFC 9113 8.1).

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::{join, join_all};
use h2::client::{Builder, Connection, ResponseFuture, SendRequest};
use h2::{Ping, PingPong, SendStream};
use model::release::{Held, Release};
use model::wire::{Fault, Phase, Raw, Request};
use tokio::time::{sleep, timeout};

use crate::error::{DriveError, Stop};
use crate::release::carried::{Carried, carried};
use crate::release::cork::{Cork, Corked, Gone};
use crate::release::reply::{Reply, fault, reply};
use crate::release::{Asking, HELD, PATIENCE, Released, Times, told};
use crate::setup::Ground;

/// How often it is asked whether what was let go has left.
const EVERY: Duration = Duration::from_millis(1);
/// How often the connection is given the time to write what was asked of it.
const TURNS: usize = 100;
/// Octets of bodies that leave before, at most: no window of a connection is smaller (RFC 9113 6.9.2).
const BEFORE: usize = 65_535;

/// Releases requests together on one connection; none where they, or the target, cannot be so.
pub(super) async fn release(
    ground: &Ground,
    requests: &[Asking],
) -> Result<Option<(Vec<Released>, Release)>, DriveError> {
    let Some(all) = carried(ground, requests)? else {
        return Ok(None);
    };
    let Some((mut talk, held)) = connected(ground, requests, &all).await? else {
        return Ok(None);
    };
    // A target may take back the streams that it allowed, and never allow one again.
    let (phase, limit) = (Phase::Head, ground.limits.head);
    let (lanes, acknowledged) = match timeout(limit, prepared(&mut talk, (held, all))).await {
        Ok(Ok(lanes)) => lanes,
        Ok(Err(error)) => return Ok(Some(failed(requests, held, &fault(&error, 0)))),
        Err(_) => {
            let late = Fault::TimedOut { phase, limit };
            return Ok(Some(failed(requests, held, &late)));
        }
    };
    let lanes_wanted = lanes.len();
    let answers = join_all(lanes.into_iter().map(|lane| reply(lane, &ground.limits)));
    let cork = talk.cork.clone();
    let (answers, (gone, whole)) = talk.drive(join(answers, let_go(&cork, lanes_wanted))).await;

    let mut times = Vec::new();
    let mut released = Vec::new();
    for (asking, reply) in requests.iter().zip(answers) {
        let Reply {
            mut raw,
            first,
            done,
        } = reply;
        raw.request = Some(asking.request.clone());
        match gone {
            Some(Gone { at, .. }) => {
                raw.elapsed = done.saturating_duration_since(at);
                let over = first.unwrap_or(done);
                times.push(Times { at, first, over });
            }
            None => {
                raw.fault.get_or_insert(Fault::Cut { octets: 0 });
            }
        }
        released.push(Released {
            raw,
            upgraded: None,
        });
    }
    let release = Release {
        acknowledged: acknowledged && whole,
        segments: gone.and_then(|gone| gone.segments),
        ..told(held, &times)
    };
    Ok(Some((released, release)))
}

/// A connection that is at work while something is waited for.
struct Talk {
    connection: Connection<Corked, Bytes>,
    cork: Cork,
    ping: PingPong,
    /// While it is there, the connection does not end of its own.
    sender: SendRequest<Bytes>,
    over: bool,
}

impl Talk {
    async fn drive<F: Future>(&mut self, work: F) -> F::Output {
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
    async fn is_acknowledged(&mut self) -> bool {
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

/// A connection to all that they ask, and how much of each is to be held back; none where it is not HTTP/2, or
/// has too few streams.
async fn connected(
    ground: &Ground,
    requests: &[Asking],
    all: &[Carried],
) -> Result<Option<(Talk, Held)>, DriveError> {
    let Some(first) = requests.first() else {
        return Ok(None);
    };
    let (place, service) = ground.admit(&first.request)?;
    let tls = Arc::new(service.tls.negotiated.clone());
    let opened = ground.connector.open(&place, first.request.from, &tls);
    let stream = match opened.await {
        Ok(stream) if stream.is_tls() && stream.alpn() != Some(b"h2") => return Ok(None),
        Ok(stream) => stream,
        // Each of those apart says what is wrong.
        Err(Stop::Fault(_)) => return Ok(None),
        Err(Stop::Drive(error)) => return Err(error),
    };
    let cork = Cork::default();
    let corked = Corked::new(stream, cork.clone());
    let size: usize = all.iter().map(Carried::size).sum();
    let held = match corked.largest_segment() {
        Some(largest) if size <= largest => Held::Requests,
        _ => Held::FinalFrames,
    };
    let bodies: usize = all.iter().map(|it| it.body.len()).sum();
    if held == Held::FinalFrames && bodies > BEFORE {
        return Ok(None);
    }
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
        ping,
        sender,
        over: false,
    };
    // How many streams it allows comes before the answer.
    let answers = talk.is_acknowledged().await;
    let streams = talk.connection.max_concurrent_send_streams();
    let usable = answers && streams >= requests.len();
    Ok(usable.then_some((talk, held)))
}

/// Sends what is not held back, corks the connection, and asks for the rest; whether the target took what was
/// sent.
async fn prepared(
    talk: &mut Talk,
    (held, all): (Held, Vec<Carried>),
) -> Result<(Vec<ResponseFuture>, bool), h2::Error> {
    let mut sender = talk.sender.clone();
    let mut lanes = Vec::new();
    let mut rest: Vec<(SendStream<Bytes>, Bytes)> = Vec::new();
    if held == Held::Requests {
        talk.cork.close();
    }
    for Carried { head, mut body } in all {
        let last = match held {
            Held::Requests => body.split_off(0),
            _ => body.split_off(body.len().saturating_sub(1)),
        };
        talk.drive(std::future::poll_fn(|cx| sender.poll_ready(cx)))
            .await?;
        let ends = held == Held::Requests && last.is_empty();
        let (lane, mut stream) = sender.send_request(head, ends)?;
        lanes.push(lane);
        if !body.is_empty() {
            stream.send_data(body, false)?;
        }
        if !ends {
            rest.push((stream, last));
        }
    }
    // An answer that comes before its time may stand behind the first one to a PING, until that has arrived
    // (Nagle, RFC 9293 3.7.4): the second finds it.
    let acknowledged =
        held == Held::Requests || (talk.is_acknowledged().await && talk.is_acknowledged().await);
    talk.cork.close();
    for (mut stream, last) in rest {
        // A target that has answered already may have reset the stream: the answer says so.
        let _ = stream.send_data(last, true);
    }
    Ok((lanes, acknowledged))
}

/// Waits until all is collected, and lets it go; whether it was whole.
async fn let_go(cork: &Cork, lanes: usize) -> (Option<Gone>, bool) {
    let mut turns = 0..TURNS;
    let mut whole = false;
    while !whole && turns.next().is_some() {
        tokio::task::yield_now().await;
        whole = cork.held(ends) == lanes;
    }
    sleep(HELD).await;
    cork.open();
    let began = Instant::now();
    while cork.gone().is_none() && began.elapsed() < PATIENCE {
        sleep(EVERY).await;
    }
    (cork.gone(), whole)
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

/// What came of all when the target let it not come to the release.
fn failed(requests: &[Asking], held: Held, fault: &Fault) -> (Vec<Released>, Release) {
    let raw = |request: &Request| Raw {
        request: Some(request.clone()),
        fault: Some(fault.clone()),
        ..Raw::default()
    };
    let released = requests.iter().map(|asking| Released {
        raw: raw(&asking.request),
        upgraded: None,
    });
    (released.collect(), told(held, &[]))
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
