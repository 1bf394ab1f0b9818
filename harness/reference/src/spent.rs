//! Tokens that are good once, and were used.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The ids of used tokens, until these would have ended anyway.
#[derive(Debug, Default)]
pub(crate) struct Spent(Mutex<HashMap<String, Use>>);

/// When a token was used first, and when it would end.
#[derive(Clone, Copy, Debug)]
struct Use {
    at: Duration,
    /// In real time.
    since: Instant,
    expiry: Duration,
}

impl Spent {
    /// When a token was used first, if it was.
    pub(crate) fn used(&self, id: &str) -> Option<Duration> {
        let spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spent.get(id).map(|used| used.at)
    }

    /// Whether a token was used first within this real time.
    pub(crate) fn is_fresh(&self, id: &str, gap: Duration) -> bool {
        let spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spent.get(id).is_some_and(|used| used.since.elapsed() < gap)
    }

    /// Uses a token up; when it was used first, if that was before.
    pub(crate) fn spend(&self, id: &str, expiry: Duration, now: Duration) -> Option<Duration> {
        let mut spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spent.retain(|_, used| now < used.expiry);
        if let Some(used) = spent.get(id) {
            return Some(used.at);
        }
        spent.insert(
            id.to_owned(),
            Use {
                at: now,
                since: Instant::now(),
                expiry,
            },
        );
        None
    }
}
