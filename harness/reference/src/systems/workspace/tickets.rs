//! Tickets that were used: each opens one socket.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// The ids of used tickets, until they would have ended anyway.
#[derive(Debug, Default)]
pub(super) struct Tickets(Mutex<HashMap<String, Duration>>);

impl Tickets {
    /// Uses a ticket up; false when it was used before.
    pub(super) fn spend(&self, id: &str, expiry: Duration, now: Duration) -> bool {
        let mut spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spent.retain(|_, expiry| now < *expiry);
        spent.insert(id.to_owned(), expiry).is_none()
    }
}
