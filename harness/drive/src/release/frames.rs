//! Messages on open sockets: all of each frame but its last octet is sent and acknowledged before, and then the
//! last octets leave, one right after the other. Nothing is read meanwhile: the pong to a ping would stand
//! inside the frame.

use std::time::Duration;

use futures_util::future::join_all;
use model::frame::Bits;
use model::release::{Held, Release};
use model::wire::{Fault, Frame, FrameKind, Phase, Raw, Watch};
use tokio::time::{Instant, sleep, timeout};

use crate::act::Act;
use crate::frames::write;
use crate::limits::Limits;
use crate::release::{HELD, Times, are_acknowledged, told};
use crate::socket::Socket;

/// A frame that is to be sent on a socket, and who hears of what follows.
pub(crate) struct Lane<'a> {
    pub socket: &'a Socket,
    pub frame: Frame,
    pub watch: &'a mut dyn Watch,
}

/// Releases frames together; what came of each, in their order, and how they were released.
pub(crate) async fn release(lanes: Vec<Lane<'_>>, limits: &Limits) -> (Vec<Raw>, Release) {
    let octets: Vec<Vec<u8>> = lanes.iter().map(|lane| whole(&lane.frame)).collect();
    let sockets: Vec<&Socket> = lanes.iter().map(|lane| lane.socket).collect();
    let acknowledged = hold(&sockets, &octets, limits).await;
    // Whoever waits for an answer does so from here on.
    let lanes = lanes.into_iter().map(|lane| {
        let Lane {
            socket,
            frame,
            watch,
        } = lane;
        (socket, frame, Act::new(watch))
    });
    let lanes: Vec<_> = lanes.collect();
    let sent = let_go(&sockets, &octets, limits).await;
    let answers = lanes.into_iter().zip(sent).map(|(lane, sent)| async move {
        let (socket, frame, mut act) = lane;
        let at = sent.unwrap_or_else(|fault| {
            act.raw.fault = Some(fault);
            None
        });
        if let Some(at) = at {
            act.note(at, frame, true);
        }
        act.listen(&socket.ledger, limits).await;
        (times(&act, at), act.done())
    });
    let (times, raws): (Vec<Option<Times>>, Vec<Raw>) = join_all(answers).await.into_iter().unzip();
    let times: Vec<Times> = times.into_iter().flatten().collect();
    let release = Release {
        acknowledged,
        ..told(Held::EndOfFrame, &times)
    };
    (raws, release)
}

/// Sends all but the last octets, and waits until that is acknowledged; whether it was.
async fn hold(sockets: &[&Socket], octets: &[Vec<u8>], limits: &Limits) -> bool {
    join_all(sockets.iter().map(|socket| socket.stall(true))).await;
    let before = sockets.iter().zip(octets).map(|(socket, octets)| {
        let (before, _) = halves(octets);
        socket.octets(before.to_vec())
    });
    // A socket that takes no more is told of by what follows.
    let _ = timeout(limits.head, join_all(before)).await;
    let pairs: Option<Vec<_>> = sockets.iter().map(|socket| socket.pair.clone()).collect();
    let acknowledged = match pairs {
        Some(pairs) => are_acknowledged(&pairs).await,
        None => false,
    };
    sleep(HELD).await;
    acknowledged
}

/// Lets the last octets go; when each left, if its socket had not ended.
async fn let_go(
    sockets: &[&Socket],
    octets: &[Vec<u8>],
    limits: &Limits,
) -> Vec<Result<Option<Instant>, Fault>> {
    let last = sockets
        .iter()
        .zip(octets)
        .map(|(socket, octets)| async move {
            let (_, last) = halves(octets);
            let sent = timeout(limits.head, socket.octets(last.to_vec())).await;
            socket.stall(false).await;
            let (phase, limit) = (Phase::Head, limits.head);
            sent.map_err(|_| Fault::TimedOut { phase, limit })
        });
    join_all(last).await
}

/// All but the last octet, and that.
fn halves(octets: &[u8]) -> (&[u8], &[u8]) {
    octets.split_at(octets.len().saturating_sub(1))
}

/// What came of lanes that were not released, for this reason.
pub(crate) fn unreleased(watches: Vec<&mut dyn Watch>, fault: &Fault) -> (Vec<Raw>, Release) {
    let told_of = |watch| {
        let mut act = Act::new(watch);
        act.raw.fault = Some(fault.clone());
        act.sign();
        act.done()
    };
    let raws = watches.into_iter().map(told_of).collect();
    (raws, told(Held::EndOfFrame, &[]))
}

/// When the last octet left, and the first frame that came after that.
fn times(act: &Act<'_>, at: Option<Instant>) -> Option<Times> {
    let at = at?;
    let since = |time: Duration| (act.began() + time).into_std();
    let frames = act.raw.frames.iter().filter(|seen| !seen.sent);
    let first = frames
        .map(|seen| since(seen.at))
        .find(|time| *time > at.into_std());
    Some(Times {
        at: at.into_std(),
        first,
        over: first.unwrap_or_else(std::time::Instant::now),
    })
}

/// A frame as octets (RFC 6455 5.2).
fn whole(frame: &Frame) -> Vec<u8> {
    let payload = frame.payload.as_slice();
    let masked = |opcode: u8, payload: &[u8]| {
        let bits = Bits {
            fin: true,
            rsv: 0,
            opcode,
            masked: true,
            length: None,
        };
        write(bits, payload)
    };
    match frame.kind {
        FrameKind::Text => masked(1, payload),
        FrameKind::Binary => masked(2, payload),
        FrameKind::Ping => masked(9, payload),
        FrameKind::Pong => masked(10, payload),
        FrameKind::Close(1005) => masked(8, &[]),
        FrameKind::Close(code) => masked(8, &[&code.to_be_bytes(), payload].concat()),
        FrameKind::Spelled(bits) => write(bits, payload),
        FrameKind::Octets => payload.to_vec(),
    }
}
