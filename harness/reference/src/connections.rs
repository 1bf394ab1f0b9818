//! The open sockets: how many a user has, and how they learn that they have to end.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use tokio::sync::watch;

use crate::{
    account::User,
    policy::{Check, Step},
};

/// Open sockets of one user at a time.
const PER_USER: usize = 3;

/// Why sockets have to end that did nothing wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Their session ended.
    Session,
    /// Their user has another role now.
    Role,
    /// Their user is gone.
    User,
}

/// All open sockets of one server.
#[derive(Debug, Default)]
pub(crate) struct Connections(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    open: HashMap<u64, Open>,
    next: u64,
}

#[derive(Debug)]
struct Open {
    user: User,
    session: Option<String>,
    since: Instant,
    cause: watch::Sender<Option<Cause>>,
}

/// The seat of one socket; dropping it frees the seat.
#[derive(Debug)]
pub(crate) struct Seat {
    connections: Arc<Connections>,
    id: u64,
    cause: watch::Receiver<Option<Cause>>,
    lost: bool,
}

impl Connections {
    /// A seat for a socket of this user and session; `None` when the user has none left, if they are
    /// limited.
    pub(crate) fn enter(
        self: &Arc<Self>,
        (user, session): (&User, Option<&str>),
        (limited, placing): (Check, Step),
    ) -> Option<Seat> {
        let mut state = self.state();
        let seen = |open: &&Open| placing.gap().is_none_or(|gap| open.since.elapsed() >= gap);
        let taken = state.open.values().filter(|open| open.user == *user);
        let taken = taken.filter(seen);
        if !limited.passes(taken.count() < PER_USER) {
            return None;
        }
        let (sender, cause) = watch::channel(None);
        let id = state.next;
        state.next += 1;
        let open = Open {
            user: user.clone(),
            session: session.map(str::to_owned),
            since: Instant::now(),
            cause: sender,
        };
        state.open.insert(id, open);
        Some(Seat {
            connections: Arc::clone(self),
            id,
            cause,
            lost: false,
        })
    }

    /// Tells the sockets of a session that it ended.
    pub(crate) fn end_session(&self, session: &str) {
        self.end(Cause::Session, |open| {
            open.session.as_deref() == Some(session)
        });
    }

    /// Tells the sockets of a user what happened to them.
    pub(crate) fn end_user(&self, user: &User, cause: Cause) {
        self.end(cause, |open| open.user == *user);
    }

    fn end(&self, cause: Cause, which: impl Fn(&Open) -> bool) {
        for open in self.state().open.values().filter(|open| which(open)) {
            open.cause.send_replace(Some(cause));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// Forgets to free it.
    pub(crate) fn lose(&mut self) {
        self.lost = true;
    }

    /// Returns when the socket has to end. Cancel-safe.
    pub(crate) async fn ended(&mut self) -> Cause {
        loop {
            if let Some(cause) = *self.cause.borrow_and_update() {
                return cause;
            }
            // The sender lives in the registry until this seat is dropped.
            if self.cause.changed().await.is_err() {
                return Cause::Session;
            }
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if self.lost {
            return;
        }
        self.connections.state().open.remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn seats_are_counted_per_user_and_told_of_the_end_of_their_session() {
        let connections = Arc::new(Connections::default());
        let enter = |user: &User, session: &str| {
            connections.enter((user, Some(session)), (Check::Enforced, Step::Whole))
        };
        let (alice, bob) = (User::from("alice"), User::from("bob"));
        let mut held: Vec<Seat> = ["a", "a", "b"]
            .iter()
            .map(|session| enter(&alice, session).unwrap())
            .collect();
        assert!(enter(&alice, "b").is_none());
        assert!(enter(&bob, "c").is_some());
        connections.end_session("b");
        assert_eq!(held[2].ended().await, Cause::Session);
        assert!(held[0].cause.borrow().is_none());
        held.pop();
        assert!(enter(&alice, "b").is_some());
    }
}
