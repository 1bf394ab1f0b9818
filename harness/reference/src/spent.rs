//! Tokens that are good once, and were used.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// The ids of used tokens, until these would have ended anyway.
#[derive(Debug, Default)]
pub(crate) struct Spent(Mutex<HashMap<String, Duration>>);

impl Spent {
    /// Uses a token up; false when it was used before.
    pub(crate) fn spend(&self, id: &str, expiry: Duration, now: Duration) -> bool {
        let mut spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spent.retain(|_, expiry| now < *expiry);
        spent.insert(id.to_owned(), expiry).is_none()
    }
}
