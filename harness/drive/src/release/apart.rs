//! Each on a warm connection of its own: all of its head but the last octet is sent and acknowledged before,
//! and then what is left of each, one right after the other, from one thread. The head is held back, and not
//! only the body, because some begin with it: hyper calls its service then.

use std::time::Instant;

use futures_util::future::join_all;
use model::release::{Held, Release};
use model::wire::{Fault, Raw};
use tokio::io::{AsyncWriteExt, ReadHalf, WriteHalf, split};
use tokio::time::sleep;

use crate::error::{DriveError, Stop};
use crate::limits::Limits;
use crate::release::{Asking, HELD, Released, Times, are_acknowledged, told};
use crate::setup::Ground;
use crate::stamped::Stamped;
use crate::stream::Stream;
use crate::unacknowledged::Pair;
use crate::{body, h1, intake};

/// One lane, connected.
struct Lane {
    writer: WriteHalf<Stream>,
    pair: Option<Pair>,
    /// All of the head but its last octet.
    before: Vec<u8>,
    /// What is left.
    held: Vec<u8>,
    /// When that was written.
    at: Option<Instant>,
}

/// Releases requests together; what came of each, in their order, and how they were released.
pub(super) async fn release(
    ground: &Ground,
    requests: Vec<Asking>,
) -> Result<(Vec<Released>, Release), DriveError> {
    let opening = requests.iter().map(|asking| open(ground, asking));
    let mut lanes = Vec::new();
    let mut readers = Vec::new();
    for (opened, asking) in join_all(opening).await.into_iter().zip(&requests) {
        let (lane, reading) = match opened {
            Ok((lane, reader)) => (Ok(lane), Some((reader, asking.request.method.clone()))),
            Err(Stop::Fault(fault)) => (Err(fault), None),
            Err(Stop::Drive(error)) => return Err(error),
        };
        lanes.push(lane);
        readers.push(read(reading, &ground.limits));
    }
    let (read, (lanes, acknowledged)) = tokio::join!(join_all(readers), let_go(lanes));

    let mut times = Vec::new();
    let mut all = Vec::new();
    for ((asking, read), lane) in requests.into_iter().zip(read).zip(lanes) {
        let Read {
            mut raw,
            first,
            done,
            upgraded,
        } = read;
        raw.request = Some(asking.request);
        let mut writer = None;
        match lane {
            Ok(Lane {
                at: Some(at),
                writer: own,
                ..
            }) => {
                raw.elapsed = done.saturating_duration_since(at);
                times.push(Times {
                    at,
                    first,
                    over: first.unwrap_or(done),
                });
                writer = Some(own);
            }
            Ok(Lane { at: None, .. }) => {
                raw.fault.get_or_insert(Fault::Cut { octets: 0 });
            }
            Err(fault) => raw.fault = Some(fault),
        }
        let upgraded = upgraded.zip(writer);
        let upgraded = upgraded.map(|((reader, rest), writer)| (reader.unsplit(writer), rest));
        all.push(Released { raw, upgraded });
    }
    let release = Release {
        acknowledged,
        ..told(Held::EndOfHead, &times)
    };
    Ok((all, release))
}

async fn open(
    ground: &Ground,
    Asking { request, ours, .. }: &Asking,
) -> Result<(Lane, Stamped<ReadHalf<Stream>>), Stop> {
    let (place, service) = ground.admit(request)?;
    let connector = &ground.connector;
    let stream = connector
        .open(&place, request.from, &service.tls.own)
        .await?;
    let pair = Pair::of(stream.tcp());
    let (reader, writer) = split(stream);
    let mut before = h1::write(&place, request, ours);
    let head = before.len().saturating_sub(request.body.len() + 1);
    let held = before.split_off(head);
    let lane = Lane {
        writer,
        pair,
        before,
        held,
        at: None,
    };
    Ok((lane, Stamped::new(reader)))
}

/// What was read of an answer.
struct Read {
    raw: Raw,
    /// When it began.
    first: Option<Instant>,
    /// When it was over.
    done: Instant,
    upgraded: Option<(ReadHalf<Stream>, Vec<u8>)>,
}

/// Reads an answer, or the head of one that upgrades.
async fn read(reading: Option<(Stamped<ReadHalf<Stream>>, String)>, limits: &Limits) -> Read {
    let mut read = Read {
        raw: Raw::default(),
        first: None,
        done: Instant::now(),
        upgraded: None,
    };
    let Some((mut reader, method)) = reading else {
        return read;
    };
    match intake::receive(&mut reader, limits).await {
        Ok(head) if head.answer.status == 101 => {
            read.raw.answer = Some(head.answer);
            read.first = reader.first();
            read.upgraded = Some((reader.done(), head.rest));
        }
        Ok(head) => {
            body::receive(&mut reader, head, &method, limits, &mut read.raw).await;
            read.first = reader.first();
        }
        Err(fault) => {
            read.raw.fault = Some(fault);
            read.first = reader.first();
        }
    }
    read.done = Instant::now();
    read
}

/// Sends what stands before, waits until it is acknowledged, and lets the rest go; whether it was.
async fn let_go(mut lanes: Vec<Result<Lane, Fault>>) -> (Vec<Result<Lane, Fault>>, bool) {
    for lane in lanes.iter_mut().flatten() {
        // A failed write is no fact of its own: the answer, or the end, says what happened.
        let _ = lane.writer.write_all(&lane.before).await;
        let _ = lane.writer.flush().await;
    }
    let pairs: Option<Vec<Pair>> = lanes
        .iter()
        .flatten()
        .map(|lane| lane.pair.clone())
        .collect();
    let acknowledged = match pairs {
        Some(pairs) => are_acknowledged(&pairs).await,
        None => false,
    };
    sleep(HELD).await;
    for lane in lanes.iter_mut().flatten() {
        let at = Instant::now();
        let written = lane.writer.write_all(&lane.held).await;
        if written.is_ok() && lane.writer.flush().await.is_ok() {
            lane.at = Some(at);
        }
    }
    (lanes, acknowledged)
}
