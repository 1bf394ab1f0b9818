//! What counts within a time: windows that slide, and windows that begin anew.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::{
    account::User,
    clock::Clock,
    policy::{Check, LimitPolicy},
};

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

/// Messages of one user, where all connections count together.
const BY_USER: Limit = Limit {
    times: 50,
    ..MESSAGES
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

/// One count of messages.
type Shared = Arc<Mutex<Rate>>;

/// The messages of all connections.
#[derive(Debug)]
pub(crate) struct Talk {
    clock: (Clock, Instant),
    by_user: Mutex<HashMap<User, Shared>>,
}

impl Talk {
    /// Nothing was said yet.
    pub(crate) fn new(clock: Clock) -> Talk {
        Talk {
            clock: (clock, Instant::now()),
            by_user: Mutex::default(),
        }
    }

    /// The messages of one connection, or all of this user.
    pub(crate) fn messages(&self, user: Option<&User>, policy: &LimitPolicy) -> Messages {
        let (limit, rate) = match user {
            Some(user) if policy.messages_by_user.is_enforced() => (BY_USER, self.of(user)),
            Some(_) => (BY_USER, Shared::default()),
            None => (MESSAGES, Shared::default()),
        };
        Messages {
            clock: self.clock.clone(),
            limit,
            rate,
            limited: policy.messages,
        }
    }

    fn of(&self, user: &User) -> Shared {
        let now = self.clock.0.since(self.clock.1);
        let mut all = self.by_user.lock().unwrap_or_else(PoisonError::into_inner);
        // Who is silent for as long as a window is known no more.
        all.retain(|_, rate| {
            let last = locked(rate).last();
            Arc::strong_count(rate) > 1 || last + BY_USER.window > now
        });
        Arc::clone(all.entry(user.clone()).or_default())
    }
}

/// What counts as the messages of one connection.
#[derive(Debug)]
pub(crate) struct Messages {
    clock: (Clock, Instant),
    limit: Limit,
    rate: Shared,
    limited: Check,
}

impl Messages {
    /// Whether one more message may pass. Refused ones do not count.
    pub(crate) fn allows(&mut self) -> bool {
        let now = self.clock.0.since(self.clock.1);
        let mut rate = locked(&self.rate);
        let room = rate.has_room(self.limit, now);
        if room {
            rate.count(self.limit, now);
        }
        self.limited.passes(room)
    }
}

fn locked(rate: &Mutex<Rate>) -> MutexGuard<'_, Rate> {
    rate.lock().unwrap_or_else(PoisonError::into_inner)
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
    fn connections_of_a_user_share_a_count_and_others_have_their_own() {
        let (talk, [alice, bob]) = (Talk::new(Clock::new()), ["alice", "bob"].map(User::from));
        let messages = |user| talk.messages(user, &LimitPolicy::default());
        let (mut one, mut two) = (messages(Some(&alice)), messages(Some(&alice)));
        assert!((0..25).all(|_| one.allows() && two.allows()));
        assert!(!one.allows() && !two.allows());
        assert!(!messages(Some(&alice)).allows());
        assert!(messages(Some(&bob)).allows() && messages(None).allows());
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
