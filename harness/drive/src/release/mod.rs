//! Requests and messages released together, and what shows that they were.
//!
//! Where a service speaks HTTP/2, all requests leave on one connection in one write, as `streams` does it;
//! `apart` has a connection for each, and `frames` a socket that is open.

mod apart;
pub(crate) mod frames;
mod streams;

use std::time::{Duration, Instant};

use model::release::{Held, Release};
use model::wire::{Raw, Request};
use tokio::time::sleep;

use crate::error::DriveError;
use crate::setup::Ground;
use crate::stream::Stream;
use crate::unacknowledged::{Pair, queued};

/// How long a target may take to acknowledge what stands before.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is asked whether it has.
const EVERY: Duration = Duration::from_millis(2);
/// How long the rest is held back then: whoever answers in this time does not need it.
const HELD: Duration = Duration::from_millis(10);

/// A request, and the headers of ours that it does not bring.
pub(crate) struct Asking {
    pub request: Request,
    pub ours: Vec<(&'static str, String)>,
    /// Whether it asks for a socket: HTTP/1.1 alone can.
    pub upgrades: bool,
}

/// What came of a lane, and the connection of one that was upgraded, with what came behind its head.
pub(crate) struct Released {
    pub raw: Raw,
    pub upgraded: Option<(Stream, Vec<u8>)>,
}

/// Releases requests together; what came of each, in their order, and how they were released.
pub(crate) async fn release(
    ground: &Ground,
    requests: Vec<Asking>,
) -> Result<(Vec<Released>, Release), DriveError> {
    match streams::release(ground, &requests).await? {
        Some(released) => Ok(released),
        None => apart::release(ground, requests).await,
    }
}

/// Whether all that was sent on these connections is acknowledged, or soon is.
async fn are_acknowledged(pairs: &[Pair]) -> bool {
    let began = Instant::now();
    loop {
        match queued(pairs) {
            Some(0) => return true,
            Some(_) if began.elapsed() < PATIENCE => sleep(EVERY).await,
            _ => return false,
        }
    }
}

/// When a lane was released, when its answer began, and when it waited no more.
struct Times {
    at: Instant,
    first: Option<Instant>,
    over: Instant,
}

/// How lanes were released, as far as their times say.
fn told(held: Held, times: &[Times]) -> Release {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let released = times.iter().map(|lane| lane.at);
    let spread = match (released.clone().min(), released.max()) {
        (Some(first), Some(last)) => last.saturating_duration_since(first),
        _ => Duration::ZERO,
    };
    let at_once = times.iter().map(|now| {
        let waits = |lane: &&Times| lane.at <= now.at && lane.over > now.at;
        times.iter().filter(waits).count()
    });
    let early = times.iter().filter(|lane| lane.over <= lane.at);
    let mut firsts: Vec<Instant> = times.iter().filter_map(|lane| lane.first).collect();
    firsts.sort_unstable();
    let closest = firsts.windows(2).map(|pair| pair[1] - pair[0]).min();
    let nanos = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    Release {
        held,
        lanes: number(times.len()),
        acknowledged: false,
        segments: None,
        spread_ns: nanos(spread),
        overlap: number(at_once.max().unwrap_or(0)),
        closest_ns: closest.map(nanos),
        early: number(early.count()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_spread_and_early_answers_are_told_from_the_times() {
        let start = Instant::now();
        let at = |us: u64| start + Duration::from_micros(us);
        let lane = |release, answer| Times {
            at: at(release),
            first: Some(at(answer)),
            over: at(answer),
        };
        let told_of = |times: &[Times]| Release {
            acknowledged: true,
            ..told(Held::EndOfHead, times)
        };
        let release = told_of(&[lane(0, 50), lane(10, 53), lane(60, 90)]);
        assert_eq!((release.lanes, release.overlap), (3, 2));
        assert_eq!(
            (release.spread_ns, release.closest_ns),
            (60_000, Some(3_000))
        );
        assert_eq!(release.unproven(), None);
        let apart = told_of(&[lane(0, 5), lane(10, 15)]);
        assert_eq!(apart.overlap, 1);
        assert!(apart.unproven().is_some());
        assert_eq!(told_of(&[lane(20, 5), lane(21, 90)]).early, 1);
        let gone = Times {
            first: None,
            ..lane(20, 5)
        };
        assert_eq!(told_of(&[gone, lane(21, 90)]).early, 1);
    }
}
