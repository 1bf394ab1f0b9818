//! A sliding window over the messages of one connection.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

/// Messages allowed within any one [`WINDOW`].
pub(crate) const LIMIT: usize = 10;
/// Length of the window.
pub(crate) const WINDOW: Duration = Duration::from_secs(1);

/// The times of the messages that were let through.
#[derive(Debug, Default)]
pub(crate) struct Rate(VecDeque<Instant>);

impl Rate {
    /// Whether one more message may pass. Refused ones do not count.
    pub(crate) fn allows(&mut self, now: Instant) -> bool {
        while self
            .0
            .front()
            .is_some_and(|first| now.duration_since(*first) >= WINDOW)
        {
            self.0.pop_front();
        }
        let allowed = self.0.len() < LIMIT;
        if allowed {
            self.0.push_back(now);
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_pass_and_the_next_second_works_again() {
        let (start, mut rate) = (Instant::now(), Rate::default());
        assert!((0..LIMIT).all(|_| rate.allows(start)));
        assert!(!rate.allows(start + WINDOW - Duration::from_millis(1)));
        assert!((0..LIMIT).all(|_| rate.allows(start + WINDOW)));
        assert!(!rate.allows(start + WINDOW));
    }
}
