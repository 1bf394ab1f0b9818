//! Sessions that cases share: a login for each of them would be refused where only some are allowed in a
//! time. Whoever needs one first logs in; the others use what came of it, as long as the queue allows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::name::Name;
use model::role::Role;
use model::secret::Secret;
use model::span::Span;
use model::target::Target;

use crate::act::Actor;
use crate::clock::Clock;
use crate::fault::ActFault;
use crate::giving_back::Begun;
use crate::schedule::Demand;

/// What a case shares with others, and what is its own.
#[derive(Debug, Default)]
pub struct Takes {
    readers: BTreeMap<Name, BTreeSet<Name>>,
    /// Identities that are made up for it alone.
    pub own: BTreeSet<Name>,
    /// Members of pools, and which account of the pool each of them is.
    pub leased: BTreeMap<Name, usize>,
    /// Roles that are logging in.
    borrowing: BTreeSet<Name>,
}

impl Takes {
    /// As the schedule has it.
    pub fn of(demand: &Demand) -> Takes {
        Takes {
            readers: demand.readers.clone(),
            own: demand.own.clone(),
            leased: demand.leased.clone(),
            borrowing: BTreeSet::new(),
        }
    }

    /// Whether a role is logging in for others as well.
    pub fn is_borrowing(&self, role: &str) -> bool {
        self.borrowing.contains(role)
    }

    /// Whether the sessions of a role are shared.
    pub fn shares(&self, role: &str) -> bool {
        let roles = self.readers.get(Role::of(role).principal);
        roles.is_some_and(|roles| roles.contains(role))
    }
}

/// The sessions that cases share.
#[derive(Debug, Clone, Default)]
pub struct Leases(Arc<Mutex<Shared>>);

#[derive(Debug, Default)]
struct Shared {
    /// By role and the operation that began them.
    places: HashMap<(Name, Name), Place>,
    /// Those that are no longer to be used, by role.
    dropped: Vec<(Name, Place)>,
}

/// Held by the case that logs in.
type Place = Arc<tokio::sync::Mutex<Option<Begun>>>;

impl Leases {
    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn place(&self, role: &str, op: &str) -> Place {
        let mut all = self.shared();
        let place = all.places.entry((role.to_owned(), op.to_owned()));
        Arc::clone(place.or_default())
    }

    /// Drops the sessions of these accounts; cases that use one keep it.
    pub fn drop_all(&self, accounts: &[Name]) {
        let mut all = self.shared();
        let Shared { places, dropped } = &mut *all;
        let gone = places.extract_if(|(role, _), _| is_of(role, accounts));
        dropped.extend(gone.map(|((role, _), place)| (role, place)));
    }

    /// Drops a session in whose place there is another; cases that use it keep it.
    fn drop_one(&self, old: Begun) {
        let role = old.role.clone();
        let place = Arc::new(tokio::sync::Mutex::new(Some(old)));
        self.shared().dropped.push((role, place));
    }

    /// Takes those of these accounts that were dropped, to give them back: no case uses one any more.
    pub async fn dropped(&self, accounts: &[Name]) -> Vec<Begun> {
        let places: Vec<Place> = {
            let mut all = self.shared();
            let gone = all
                .dropped
                .extract_if(.., |(role, _)| is_of(role, accounts));
            gone.map(|(_, place)| place).collect()
        };
        taken(places).await
    }

    /// Takes all of them, when no case is left.
    pub async fn all(&self) -> Vec<Begun> {
        let Shared { places, dropped } = std::mem::take(&mut *self.shared());
        let dropped = dropped.into_iter().map(|(_, place)| place);
        taken(places.into_values().chain(dropped).collect()).await
    }
}

async fn taken(places: Vec<Place>) -> Vec<Begun> {
    let mut all = Vec::with_capacity(places.len());
    for place in places {
        all.extend(place.lock().await.take());
    }
    all
}

fn is_of(role: &str, accounts: &[Name]) -> bool {
    let principal = Role::of(role).principal;
    accounts.iter().any(|account| account == principal)
}

impl Begun {
    /// Whether it will live for a while yet.
    fn is_good(&self, target: &Target, clock: &Clock) -> bool {
        let moved = clock.moved().saturating_sub(self.began.moved);
        let gone = self.began.at.elapsed() + moved;
        let lifetimes = &target.contract.lifetimes;
        let mut lives = self.outputs.keys().filter_map(|name| lifetimes.get(name));
        lives.all(|Span(life)| gone * 2 < *life)
    }
}

impl Actor<'_> {
    /// Uses a session that is shared, or begins it.
    pub async fn borrow(&mut self, op: &str, role: &str, act: u32) -> Result<(), ActFault> {
        // A login that needs itself is refused where that is noticed.
        if !self.wallet.takes.borrowing.insert(role.to_owned()) {
            return self.fetch(op, role, act).await.map(|_| ());
        }
        let done = self.lend(op, role, act).await;
        self.wallet.takes.borrowing.remove(role);
        done
    }

    async fn lend(&mut self, op: &str, role: &str, act: u32) -> Result<(), ActFault> {
        let place = self.wallet.leases.place(role, op);
        let mut lease = place.lock().await;
        if let Some(known) = &*lease
            && known.is_good(self.target, &self.wallet.clock)
        {
            let known = known.clone();
            self.take(&known, op, role);
            return Ok(());
        }
        let outputs = self.fetch(op, role, act).await?;
        let secrets = outputs
            .iter()
            .map(|(name, value)| (name.clone(), Secret::new(value)));
        let old = lease.replace(Begun {
            role: role.to_owned(),
            outputs: secrets.collect(),
            began: self.wallet.moment(),
        });
        if let Some(old) = old {
            self.wallet.leases.drop_one(old);
        }
        Ok(())
    }

    /// Takes what another case has logged in for.
    fn take(&mut self, lease: &Begun, op: &str, role: &str) {
        self.take_up(role, &lease.outputs);
        for (name, value) in &lease.outputs {
            self.wallet.keep_yield(role, op, name, value.expose());
        }
        let names = lease.outputs.keys();
        self.wallet.note_fetched(role, names, true);
    }
}
