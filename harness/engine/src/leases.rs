//! Sessions that cases share: a login for each of them would be refused where only some are allowed in a
//! time. Whoever needs one first logs in; the others use what came of it, as long as the queue allows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use indexmap::IndexMap;
use model::name::Name;
use model::role::Role;
use model::secret::Secret;
use model::span::Span;
use model::target::Target;

use crate::act::Actor;
use crate::clock::Clock;
use crate::fault::ActFault;
use crate::schedule::Demand;
use crate::time::Moment;

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

    /// Whether the sessions of a role are shared.
    pub fn shares(&self, role: &str) -> bool {
        let roles = self.readers.get(Role::of(role).principal);
        roles.is_some_and(|roles| roles.contains(role))
    }
}

/// The sessions that cases share, by role and the operation that began them.
#[derive(Debug, Clone, Default)]
pub struct Leases(Arc<Mutex<HashMap<(Name, Name), Place>>>);

/// Held by the case that logs in.
type Place = Arc<tokio::sync::Mutex<Option<Lease>>>;

/// What a login has yielded.
#[derive(Debug, Clone)]
struct Lease {
    outputs: IndexMap<Name, Secret>,
    began: Moment,
}

impl Leases {
    fn place(&self, role: &str, op: &str) -> Place {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = all.entry((role.to_owned(), op.to_owned())).or_default();
        Arc::clone(place)
    }

    /// Drops the sessions of these accounts; cases that use one keep it.
    pub fn drop_all(&self, accounts: &[Name]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(role, _), _| {
            let principal = Role::of(role).principal;
            !accounts.iter().any(|account| account == principal)
        });
    }
}

impl Lease {
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
        *lease = Some(Lease {
            outputs: secrets.collect(),
            began: self.wallet.moment(),
        });
        Ok(())
    }

    /// Takes what another case has logged in for.
    fn take(&mut self, lease: &Lease, op: &str, role: &str) {
        for (name, value) in &lease.outputs {
            if self.target.credentials.contains_key(name) {
                self.wallet.keep_credential(role, name, value.expose());
            }
            self.wallet.keep_yield(role, op, name, value.expose());
        }
        let names = lease.outputs.keys();
        self.wallet.note_fetched(role, names, true);
    }
}
