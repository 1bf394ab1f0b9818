//! All on one HTTP/2 connection, in one write and, where that is enough, one segment: no network can pull
//! them apart (Kettle 2023, "Smashing the state machine"). Where the requests fit into a segment as they are,
//! nothing of them leaves before; else only the last frame of each is held back (RFC 9113 8.1).

use std::time::Instant;

use bytes::Bytes;
use futures_util::future::{join, join_all};
use h2::SendStream;
use h2::client::ResponseFuture;
use model::release::{Held, Release};
use model::wire::{Fault, Phase, Raw, Request};
use tokio::time::{sleep, timeout};

use crate::error::{DriveError, Stop};
use crate::release::{Asking, HELD, PATIENCE, Released, Times, told};
use crate::setup::Ground;
use crate::talk::carried::{Carried, carried};
use crate::talk::cork::{Cork, Gone};
use crate::talk::reply::{Reply, fault, reply};
use crate::talk::{EVERY, Talk, collected};

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
    let talk = match Talk::open(ground, &first.request).await {
        Ok(Some(talk)) => talk,
        // Each of those apart says what is wrong.
        Ok(None) | Err(Stop::Fault(_)) => return Ok(None),
        Err(Stop::Drive(error)) => return Err(error),
    };
    let size: usize = all.iter().map(Carried::size).sum();
    let held = match talk.largest_segment {
        Some(largest) if size <= largest => Held::Requests,
        _ => Held::FinalFrames,
    };
    let bodies: usize = all.iter().map(|it| it.body.len()).sum();
    let too_long = held == Held::FinalFrames && bodies > BEFORE;
    let usable = !too_long && talk.streams() >= requests.len();
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
    let whole = collected(cork, lanes).await;
    sleep(HELD).await;
    cork.open();
    let began = Instant::now();
    while cork.gone().is_none() && began.elapsed() < PATIENCE {
        sleep(EVERY).await;
    }
    (cork.gone(), whole)
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
