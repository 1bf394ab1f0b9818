//! What a run has already asked of operations that are limited: a limit may have been used up by others.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use model::contract::{Limit, LimitKey};
use model::name::Name;

/// Requests that are remembered.
const REMEMBERED: usize = 20_000;

/// The requests of a run, as far as limits may count them.
#[derive(Debug, Clone, Default)]
pub struct Spent(Arc<Mutex<VecDeque<Request>>>);

#[derive(Debug)]
struct Request {
    op: Name,
    who: Name,
    from: Option<u32>,
    at: Instant,
}

impl Spent {
    /// Notes that an operation is asked for, by a clock that was moved so far.
    pub fn note(&self, op: &str, (who, from): (&str, Option<u32>), moved: Duration) {
        let mut requests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if requests.len() == REMEMBERED {
            requests.pop_front();
        }
        requests.push_back(Request {
            op: op.to_owned(),
            who: who.to_owned(),
            from,
            at: Instant::now() + moved,
        });
    }

    /// How many requests of this time may have counted against this limit, for this person and address.
    pub fn during(
        &self,
        time: Range<Instant>,
        limit: &Limit,
        (who, from): (&str, Option<u32>),
    ) -> u64 {
        let requests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = |request: &&Request| {
            let same = match limit.key {
                LimitKey::User => request.who == who,
                LimitKey::Address => request.from == from,
                LimitKey::Everybody => true,
                LimitKey::Connection => false,
            };
            same && time.contains(&request.at) && limit.covers.contains(&request.op)
        };
        requests.iter().filter(counts).count() as u64
    }
}
