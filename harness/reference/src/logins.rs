//! The sessions of users: each begins with a login and ends with a logout, or when it is too old,
//! or when its user has begun too many others.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use aws_lc_rs::error::Unspecified;

use crate::{account::User, clock::Clock, policy::OverLimit, random, visitor::Visitor};

/// Sessions of one user at a time; the next login ends the oldest, or is refused.
const PER_USER: usize = 5;

/// Why no session begins.
#[derive(Debug)]
pub(crate) enum NoSession {
    /// The user has as many as there may be.
    Full,
    /// There is no randomness for its id.
    Internal,
}

/// What one session too many does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Over {
    /// As the system declares: it is refused.
    pub(crate) refused: bool,
    /// As a planted defect has it.
    pub(crate) policy: OverLimit,
}

impl From<Unspecified> for NoSession {
    fn from(_: Unspecified) -> NoSession {
        NoSession::Internal
    }
}

/// A session.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) id: String,
    /// Whose it is.
    pub(crate) user: User,
    /// Whom its tokens name.
    pub(crate) named: User,
    pub(crate) began: Duration,
    /// When its tokens were issued last.
    renewed: Duration,
    pub(crate) visitor: Visitor,
    turn: u64,
    /// In real time.
    since: Instant,
}

/// All sessions of one server.
#[derive(Debug)]
pub(crate) struct Logins {
    sessions: Mutex<State>,
    clock: Clock,
    /// How long a session lasts.
    lasting: Duration,
    over: Over,
}

#[derive(Debug, Default)]
struct State {
    open: HashMap<String, Session>,
    turns: u64,
    /// How many there ever were.
    ever: HashMap<User, usize>,
}

impl Logins {
    pub(crate) fn new(clock: Clock, lasting: Duration, over: Over) -> Logins {
        Logins {
            sessions: Mutex::default(),
            clock,
            lasting,
            over,
        }
    }

    /// A new session and the ids of those that had to end for it.
    pub(crate) fn begin(
        &self,
        user: &User,
        visitor: &Visitor,
    ) -> Result<(Session, Vec<String>), NoSession> {
        let id = random::uuid()?;
        let mut state = self.fresh();
        if state.refuses(user, self.over) {
            return Err(NoSession::Full);
        }
        state.turns += 1;
        *state.ever.entry(user.clone()).or_default() += 1;
        let now = self.clock.now();
        let session = Session {
            id: id.clone(),
            user: user.clone(),
            named: user.clone(),
            began: now,
            renewed: now,
            visitor: visitor.clone(),
            turn: state.turns,
            since: Instant::now(),
        };
        let evicted = state.over(user, PER_USER - 1, self.over.policy);
        state.open.retain(|id, _| !evicted.contains(id));
        state.open.insert(id, session.clone());
        Ok((session, evicted))
    }

    /// Gives a session to another user; its tokens stay what they were.
    pub(crate) fn hand_over(&self, id: &str, user: &User) -> Option<Session> {
        let mut state = self.fresh();
        let session = state.open.get_mut(id)?;
        session.user = user.clone();
        Some(session.clone())
    }

    /// When a session began.
    pub(crate) fn began(&self, id: &str) -> Option<Duration> {
        self.fresh().open.get(id).map(|session| session.began)
    }

    /// Lets a session last as long as a new one.
    pub(crate) fn renew(&self, id: &str) {
        let now = self.clock.now();
        if let Some(session) = self.fresh().open.get_mut(id) {
            session.renewed = now;
        }
    }

    /// Whose session it is, if it is still there and its tokens name this user.
    pub(crate) fn holder(&self, id: &str, named: &User) -> Option<User> {
        let state = self.fresh();
        let session = state.open.get(id)?;
        (session.named == *named).then(|| session.user.clone())
    }

    /// The sessions of a user, oldest first.
    pub(crate) fn of(&self, user: &User) -> Vec<Session> {
        self.fresh().of(user)
    }

    /// The sessions of everybody.
    pub(crate) fn all(&self) -> Vec<Session> {
        self.fresh().open.values().cloned().collect()
    }

    /// Ends a session; false when it was not there.
    pub(crate) fn end(&self, id: &str) -> bool {
        self.fresh().open.remove(id).is_some()
    }

    /// The state without sessions that are too old.
    fn fresh(&self) -> MutexGuard<'_, State> {
        let mut state = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        state
            .open
            .retain(|_, session| now < session.renewed + self.lasting);
        state
    }
}

impl State {
    fn of(&self, user: &User) -> Vec<Session> {
        let own = self.open.values().filter(|it| it.user == *user);
        let mut own: Vec<Session> = own.cloned().collect();
        own.sort_by_key(|session| session.turn);
        own
    }

    /// Whether a user has so many sessions that no other one begins.
    fn refuses(&self, user: &User, over: Over) -> bool {
        let own = self.of(user);
        let counted = match over.policy {
            OverLimit::Declared => own.len(),
            OverLimit::CountsEnded => self.ever.get(user).copied().unwrap_or_default(),
            OverLimit::SeesLate(gap) => {
                let seen = own.iter().filter(|it| it.since.elapsed() >= gap);
                seen.count()
            }
            OverLimit::EvictsOldest | OverLimit::EvictsNewest | OverLimit::Nothing => 0,
        };
        over.refused && counted >= PER_USER
    }

    /// The sessions of a user that have to end so that so many are left.
    fn over(&self, user: &User, kept: usize, what: OverLimit) -> Vec<String> {
        let mut own = self.of(user);
        if let OverLimit::SeesLate(gap) = what {
            own.retain(|session| session.since.elapsed() >= gap);
        }
        let over = match what {
            OverLimit::Nothing => 0,
            _ => own.len().saturating_sub(kept),
        };
        if let OverLimit::EvictsNewest = what {
            own.reverse();
        }
        own.into_iter().take(over).map(|it| it.id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_session_ends_the_oldest_and_age_ends_all() {
        let week = Duration::from_secs(7 * 24 * 3600);
        let clock = Clock::new();
        let logins = Logins::new(
            clock.clone(),
            week,
            Over {
                refused: false,
                policy: OverLimit::Declared,
            },
        );
        let alice = User::from("alice");
        let begin = || logins.begin(&alice, &Visitor::unknown()).unwrap();
        let first = begin().0.id;
        assert!((0..4).all(|_| begin().1.is_empty()));
        assert_eq!(logins.holder(&first, &alice), Some(alice.clone()));
        assert_eq!(logins.holder(&first, &User::from("bob")), None);
        assert_eq!(begin().1, vec![first.clone()]);
        assert_eq!(logins.holder(&first, &alice), None);
        assert_eq!(logins.of(&alice).len(), 5);
        clock.advance(week, false);
        assert!(logins.of(&alice).is_empty());
    }
}
