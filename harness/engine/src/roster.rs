//! Who a run makes up: attributes of identities, members of pools, and who of them has registered.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::identity::{Attribute, Identity, KnownIdentity, MadeUp};
use model::name::Name;
use model::role::{Role, STRANGER};
use model::secret::Secret;
use model::target::Target;

use crate::fresh::Source;
use crate::wallet::Wallet;

/// Attributes that were made up, by name.
type Made = HashMap<Name, String>;

/// What all cases of a run know of those whom it made up.
#[derive(Debug, Clone, Default)]
pub struct Roster(Arc<Mutex<People>>);

#[derive(Debug, Default)]
struct People {
    source: Option<Source>,
    made: HashMap<Name, Made>,
    registered: HashSet<Name>,
    /// Credentials from outside that an operation has ended: nobody can have them anew.
    ended: Vec<Secret>,
    /// Held by the case that registers somebody, or logs in.
    gates: HashMap<(Name, Purpose), Gate>,
}

/// Lets one case after the other through.
pub type Gate = Arc<tokio::sync::Mutex<()>>;

/// What only one case does at a time for one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// To make it known to the target.
    Register,
    /// To log in by several requests.
    LogIn,
}

impl Roster {
    /// Makes up the attributes of all identities but pools. No seed decides them: the target remembers
    /// who has registered. `None` when the system gives no randomness.
    pub fn new(target: &Target) -> Option<Roster> {
        let mut source = Source::system()?;
        let known = target.identities.iter();
        let known = known.filter_map(|(name, identity)| Some((name, identity.known()?)));
        let made = known
            .filter(|(_, known)| known.size().is_none())
            .map(|(name, known)| (name.clone(), made_up(known, &mut source)))
            .collect();
        Some(Roster(Arc::new(Mutex::new(People {
            source: Some(source),
            made,
            ..People::default()
        }))))
    }

    fn lock(&self) -> MutexGuard<'_, People> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The gate at which cases do this for the account of a role.
    pub fn gate(&self, role: &str, purpose: Purpose) -> Gate {
        let mut people = self.lock();
        let principal = Role::of(role).principal.to_owned();
        let gate = people.gates.entry((principal, purpose)).or_default();
        Arc::clone(gate)
    }

    fn member(&self, known: &KnownIdentity) -> Made {
        let mut people = self.lock();
        let source = people.source.as_mut();
        source.map_or_else(Made::new, |source| made_up(known, source))
    }
}

fn made_up(known: &KnownIdentity, source: &mut Source) -> Made {
    let fresh = known
        .attributes
        .iter()
        .filter_map(|(name, attribute)| match attribute {
            Attribute::Fresh(fresh) => Some((name, fresh.fresh)),
            Attribute::Given(_) | Attribute::Text(_) => None,
        });
    fresh
        .map(|(name, kind)| {
            let value = match kind {
                MadeUp::Uuid => source.uuid(),
                MadeUp::Email => source.email(),
                MadeUp::Password => source.password(),
            };
            (name.clone(), value)
        })
        .collect()
}

impl Wallet<'_> {
    /// Learns whom the run made up.
    pub fn recall(&mut self, roster: &Roster) {
        self.roster = roster.clone();
        self.ended.extend(roster.lock().ended.iter().cloned());
        let made: Vec<(Name, Made)> = self.roster.lock().made.clone().into_iter().collect();
        for (name, made) in made {
            self.keep_secret(&name, &made);
        }
    }

    /// Makes sure that the wallet can answer for a role.
    pub fn meet(&mut self, role: &str) {
        let Role {
            identity,
            principal,
            ..
        } = Role::of(role);
        if identity == STRANGER {
            return self.meet_stranger(principal);
        }
        let known = self.target.identities.get(identity);
        let own = self.takes.own.contains(principal);
        let alone = known
            .and_then(Identity::known)
            .filter(|known| known.size().is_some() || own);
        if let (Some(alone), false) = (alone, self.members.contains_key(principal)) {
            let made = self.roster.member(alone);
            self.keep_secret(principal, &made);
            self.members.insert(principal.to_owned(), made);
        }
    }

    /// Notes for all cases that a credential from outside is of no more use.
    pub fn note_ended(&mut self, secret: Secret) {
        self.roster.lock().ended.push(secret.clone());
        self.ended.push(secret);
    }

    /// Passwords that were made up are secrets like any other.
    fn keep_secret(&mut self, who: &str, made: &Made) {
        let known = self.target.identities.get(Role::of(who).identity);
        for (name, value) in made {
            let attribute = known.and_then(|known| known.attribute(name));
            if let Some(Attribute::Fresh(fresh)) = attribute
                && fresh.fresh == MadeUp::Password
            {
                self.learn(&format!("{name} of {who}"), value);
            }
        }
    }

    /// Who a role is, and nobody else in this run: members of a pool are others in each case.
    pub fn person(&self, role: &str) -> String {
        let Role {
            principal,
            identity,
            ..
        } = Role::of(role);
        if let Some(account) = self.takes.leased.get(principal) {
            return format!("{identity}, account {account}");
        }
        let Some(made) = self.members.get(principal) else {
            return principal.to_owned();
        };
        let mut values: Vec<&String> = made.values().collect();
        values.sort_unstable();
        let mut hasher = DefaultHasher::new();
        values.hash(&mut hasher);
        format!("{principal} {:016x}", hasher.finish())
    }

    /// An attribute that was made up for somebody.
    pub fn made_up(&self, principal: &str, attribute: &str) -> Option<String> {
        if let Some(made) = self.members.get(principal) {
            return made.get(attribute).cloned();
        }
        let people = self.roster.lock();
        people.made.get(principal)?.get(attribute).cloned()
    }

    /// The operation that makes a role known to the target, if that was not done yet.
    pub fn unregistered(&self, role: &str) -> Option<&str> {
        let Role {
            identity,
            principal,
            ..
        } = Role::of(role);
        let register = self.target.identities.get(identity)?.register()?;
        let known = match self.members.contains_key(principal) {
            true => self.enrolled.contains(principal),
            false => self.roster.lock().registered.contains(principal),
        };
        (!known).then_some(register)
    }

    /// Notes that an operation was accepted, which may have made its role known.
    pub fn note_done(&mut self, op: &str, role: &str) {
        if self.unregistered(role) != Some(op) {
            return;
        }
        let principal = Role::of(role).principal.to_owned();
        match self.members.contains_key(&principal) {
            true => self.enrolled.insert(principal),
            false => self.roster.lock().registered.insert(principal),
        };
    }
}
