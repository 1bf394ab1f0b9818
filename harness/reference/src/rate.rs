//! What counts within a time: windows that slide, and windows that begin anew.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

use crate::policy::Check;

/// At most so many within any one window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) times: usize,
    pub(crate) window: Duration,
    pub(crate) kind: Window,
}

/// How a window moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Window {
    /// It begins with what counts first, and then anew.
    Fixed,
    /// It always reaches back from now.
    Sliding,
}

/// Messages of one connection.
const MESSAGES: Limit = Limit {
    times: 10,
    window: Duration::from_secs(1),
    kind: Window::Sliding,
};

/// The times at which something counted, as many as the limit allows at most.
#[derive(Debug, Default)]
pub(crate) struct Rate(VecDeque<Duration>);

impl Rate {
    /// Whether one more may pass; what is over is forgotten.
    pub(crate) fn has_room(&mut self, limit: Limit, now: Duration) -> bool {
        let over = |at: &Duration| now.saturating_sub(*at) >= limit.window;
        match limit.kind {
            Window::Fixed if self.0.front().is_some_and(over) => self.0.clear(),
            Window::Fixed => {}
            Window::Sliding => {
                while self.0.front().is_some_and(over) {
                    self.0.pop_front();
                }
            }
        }
        self.0.len() < limit.times
    }

    /// Counts one more. Of more than the limit allows, those of a window that slides matter that came
    /// last, and those of another that came first.
    pub(crate) fn count(&mut self, limit: Limit, now: Duration) {
        let full = self.0.len() >= limit.times;
        match limit.kind {
            Window::Fixed if full => return,
            Window::Sliding if full => drop(self.0.pop_front()),
            _ => {}
        }
        self.0.push_back(now);
    }

    /// Takes the last one back.
    pub(crate) fn forgive(&mut self) {
        self.0.pop_back();
    }

    /// How many count.
    pub(crate) fn used(&self) -> usize {
        self.0.len()
    }

    /// How long until the first of them counts no more.
    pub(crate) fn wait(&self, limit: Limit, now: Duration) -> Duration {
        let first = self.0.front().copied().unwrap_or(now);
        first.saturating_add(limit.window).saturating_sub(now)
    }

    /// When something counted last.
    pub(crate) fn last(&self) -> Duration {
        self.0.back().copied().unwrap_or_default()
    }
}

/// The messages of one connection.
#[derive(Debug)]
pub(crate) struct Messages {
    opened: Instant,
    rate: Rate,
    limited: Check,
}

impl Messages {
    pub(crate) fn new(limited: Check) -> Messages {
        Messages {
            opened: Instant::now(),
            rate: Rate::default(),
            limited,
        }
    }

    /// Whether one more message may pass. Refused ones do not count.
    pub(crate) fn allows(&mut self) -> bool {
        let now = self.opened.elapsed();
        let room = self.rate.has_room(MESSAGES, now);
        if room {
            self.rate.count(MESSAGES, now);
        }
        self.limited.passes(room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn pass(rate: &mut Rate, limit: Limit, now: Duration) -> bool {
        let room = rate.has_room(limit, now);
        if room {
            rate.count(limit, now);
        }
        room
    }

    #[test]
    fn ten_pass_and_the_next_second_works_again() {
        let almost = Duration::from_millis(999);
        let (start, mut rate) = (Duration::from_secs(7), Rate::default());
        assert!((0..10).all(|_| pass(&mut rate, MESSAGES, start)));
        assert!(!pass(&mut rate, MESSAGES, start + almost));
        assert_eq!(rate.wait(MESSAGES, start + almost), SECOND - almost);
        assert!((0..10).all(|_| pass(&mut rate, MESSAGES, start + SECOND)));
        assert!(!pass(&mut rate, MESSAGES, start + SECOND));
    }

    #[test]
    fn a_fixed_window_begins_anew_and_forgets_all() {
        let limit = Limit {
            times: 2,
            window: SECOND,
            kind: Window::Fixed,
        };
        let mut rate = Rate::default();
        let at = |ms| Duration::from_millis(ms);
        assert!(pass(&mut rate, limit, at(0)) && pass(&mut rate, limit, at(900)));
        assert!(!pass(&mut rate, limit, at(999)));
        assert!(pass(&mut rate, limit, at(1000)) && pass(&mut rate, limit, at(1000)));
        assert_eq!(rate.wait(limit, at(1400)), at(600));
    }

    #[test]
    fn no_more_are_kept_than_are_allowed() {
        for kind in [Window::Fixed, Window::Sliding] {
            let limit = Limit { kind, ..MESSAGES };
            let mut rate = Rate::default();
            for ms in 0..100 {
                rate.count(limit, Duration::from_millis(ms));
            }
            assert_eq!(rate.used(), 10);
            rate.forgive();
            assert!(rate.has_room(limit, Duration::from_millis(100)));
        }
    }
}
