//! Sliding windows over requests and messages.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

/// At most so many within any one window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) times: usize,
    pub(crate) window: Duration,
}

/// Messages of one connection.
const MESSAGES: Limit = Limit {
    times: 10,
    window: Duration::from_secs(1),
};

/// The times at which something was let through.
#[derive(Debug, Default)]
pub(crate) struct Rate(VecDeque<Duration>);

impl Rate {
    /// Whether one more may pass, else how long that will take. Refused ones do not count.
    pub(crate) fn pass(&mut self, limit: Limit, now: Duration) -> Result<(), Duration> {
        let over = |first: &Duration| now.saturating_sub(*first) >= limit.window;
        while self.0.front().is_some_and(over) {
            self.0.pop_front();
        }
        match self.0.front() {
            Some(first) if self.0.len() >= limit.times => {
                Err((*first + limit.window).saturating_sub(now))
            }
            _ => {
                self.0.push_back(now);
                Ok(())
            }
        }
    }

    /// Whether nothing counts any more.
    pub(crate) fn is_idle(&self, limit: Limit, now: Duration) -> bool {
        let last = self.0.back();
        last.is_none_or(|last| now.saturating_sub(*last) >= limit.window)
    }
}

/// The messages of one connection.
#[derive(Debug)]
pub(crate) struct Messages {
    opened: Instant,
    rate: Rate,
}

impl Messages {
    pub(crate) fn new() -> Messages {
        Messages {
            opened: Instant::now(),
            rate: Rate::default(),
        }
    }

    /// Whether one more message may pass.
    pub(crate) fn allows(&mut self) -> bool {
        self.rate.pass(MESSAGES, self.opened.elapsed()).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_pass_and_the_next_second_works_again() {
        let (second, almost) = (Duration::from_secs(1), Duration::from_millis(999));
        let (start, mut rate) = (Duration::from_secs(7), Rate::default());
        assert!((0..10).all(|_| rate.pass(MESSAGES, start).is_ok()));
        assert_eq!(rate.pass(MESSAGES, start), Err(second));
        assert_eq!(rate.pass(MESSAGES, start + almost), Err(second - almost));
        assert!(!rate.is_idle(MESSAGES, start + almost));
        assert!(rate.is_idle(MESSAGES, start + second));
        assert!((0..10).all(|_| rate.pass(MESSAGES, start + second).is_ok()));
        assert!(rate.pass(MESSAGES, start + second).is_err());
    }
}
