//! The hub: who owns which session, who is connected, and who watches what.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard},
};

use serde_json::json;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::{account::User, policy::SubscribeCheck, random};

/// Events that wait for a slow reader; one more and it is disconnected.
const EVENTS_WAITING: usize = 64;

/// A fault of our own; a client learns no more than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("internal error")]
pub(super) struct Internal;

/// Shared by all connections of the system.
#[derive(Debug, Default)]
pub(super) struct Hub(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    sessions: HashMap<User, String>,
    connections: HashMap<u64, Connection>,
    next: u64,
}

#[derive(Debug)]
struct Connection {
    /// `None` once the reader was too slow.
    events: Option<Sender<String>>,
    watches: HashSet<String>,
}

/// Where a user watches from; dropping it ends that.
#[derive(Debug)]
pub(super) struct Place {
    hub: Arc<Hub>,
    id: u64,
    pub(super) user: User,
}

impl Hub {
    /// The user's one session, made on demand.
    pub(super) fn session_of(&self, user: &User) -> Result<String, Internal> {
        let mut state = self.state()?;
        if let Some(id) = state.sessions.get(user) {
            return Ok(id.clone());
        }
        let id = random::uuid().map_err(|_| Internal)?;
        state.sessions.insert(user.clone(), id.clone());
        Ok(id)
    }

    /// Who owns a session; `None` when it does not exist.
    pub(super) fn owner(&self, session: &str) -> Result<Option<User>, Internal> {
        Ok(self.state()?.owner(session))
    }

    /// A place and its events.
    pub(super) fn enter(
        self: &Arc<Self>,
        user: &User,
    ) -> Result<(Place, Receiver<String>), Internal> {
        let mut state = self.state()?;
        let (sender, receiver) = channel(EVENTS_WAITING);
        let id = state.next;
        state.next += 1;
        let connection = Connection {
            events: Some(sender),
            watches: HashSet::new(),
        };
        state.connections.insert(id, connection);
        let place = Place {
            hub: Arc::clone(self),
            id,
            user: user.clone(),
        };
        Ok((place, receiver))
    }

    /// Delivers a message to all who watch the user's own session, and counts them; `None` when
    /// the session is not the user's.
    pub(super) fn publish(
        &self,
        user: &User,
        session: &str,
        message: &str,
    ) -> Result<Option<usize>, Internal> {
        let mut state = self.state()?;
        if state.owner(session).as_ref() != Some(user) {
            return Ok(None);
        }
        let payload = json!({"session_id": session, "message": message});
        let event = json!({"type": "event", "payload": payload}).to_string();
        let watchers = state
            .connections
            .values_mut()
            .filter(|open| open.watches.contains(session));
        Ok(Some(
            watchers.filter_map(|open| open.deliver(&event)).count(),
        ))
    }

    /// Breaks the hub as a panic under its lock would.
    #[cfg(test)]
    pub(super) fn poison(self: &Arc<Self>) {
        let hub = Arc::clone(self);
        let broken = std::thread::spawn(move || {
            let _state = hub.0.lock();
            panic!("under the lock");
        });
        assert!(broken.join().is_err());
    }

    fn state(&self) -> Result<MutexGuard<'_, State>, Internal> {
        self.0.lock().map_err(|_| Internal)
    }
}

impl State {
    fn owner(&self, session: &str) -> Option<User> {
        self.sessions
            .iter()
            .find(|(_, id)| *id == session)
            .map(|(user, _)| user.clone())
    }
}

impl Connection {
    fn deliver(&mut self, event: &str) -> Option<()> {
        let sent = self.events.as_ref()?.try_send(event.to_owned());
        if sent.is_err() {
            self.events = None;
        }
        sent.ok()
    }
}

impl Place {
    /// Starts to watch a session; false when that is forbidden.
    pub(super) fn subscribe(&self, session: &str, check: SubscribeCheck) -> Result<bool, Internal> {
        let mut state = self.hub.state()?;
        let owner = state.owner(session);
        let owned = owner.as_ref() == Some(&self.user);
        let (watch, admit) = match check {
            SubscribeCheck::OwnerOnly => (owned, owned),
            SubscribeCheck::Anyone => (owner.is_some(), owner.is_some()),
            SubscribeCheck::RefusedButDelivered => (owner.is_some(), owned),
        };
        if let Some(open) = state.connections.get_mut(&self.id).filter(|_| watch) {
            open.watches.insert(session.to_owned());
        }
        Ok(admit)
    }

    /// Stops to watch a session; false when it is not the user's.
    pub(super) fn unsubscribe(&self, session: &str) -> Result<bool, Internal> {
        let mut state = self.hub.state()?;
        let owned = state.owner(session).as_ref() == Some(&self.user);
        if let Some(open) = state.connections.get_mut(&self.id).filter(|_| owned) {
            open.watches.remove(session);
        }
        Ok(owned)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Ok(mut state) = self.hub.state() {
            state.connections.remove(&self.id);
        }
    }
}
