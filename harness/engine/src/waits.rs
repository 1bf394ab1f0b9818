//! How long a case has waited for time to pass, which is no time of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The waits of a case; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Waits(Arc<AtomicU64>);

impl Waits {
    /// Begins a wait.
    pub fn add(&self, wait: Duration) {
        let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        self.0.fetch_add(ms, Ordering::Relaxed);
    }

    /// Ends when a case has taken so long, its waits apart.
    pub async fn deadline(&self, deadline: Duration) {
        let start = Instant::now();
        loop {
            let waited = Duration::from_millis(self.0.load(Ordering::Relaxed));
            let end = start + deadline.saturating_add(waited);
            if Instant::now() >= end {
                return;
            }
            sleep_until(end).await;
        }
    }
}
