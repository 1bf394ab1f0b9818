//! Sessions of accounts: those that cases share, and how many begin while a case needs its own. Where a user
//! keeps only so many, the oldest ends.

use std::collections::{BTreeMap, BTreeSet};

use model::name::Name;

use crate::schedule::demand::Demand;

/// Sessions that cases share.
#[derive(Debug, Default)]
struct Lease {
    roles: BTreeSet<Name>,
    /// Sessions of the account that have begun since the oldest of these, and these.
    begun: u32,
}

/// The sessions of all accounts.
#[derive(Debug, Default)]
pub struct Quota {
    /// How many a user keeps.
    most: Option<u32>,
    leases: BTreeMap<Name, Lease>,
    /// Accounts whose shared sessions are no longer to be used.
    stale: BTreeSet<Name>,
}

/// A case that runs, as far as sessions go.
#[derive(Debug)]
pub struct Holder {
    /// Sessions that may have begun since the oldest of its own, by account.
    begun: BTreeMap<Name, u32>,
    /// Those that it may begin itself.
    logins: BTreeMap<Name, u32>,
}

/// What a case does to the sessions of one account.
struct Course {
    /// Sessions that it begins.
    logins: u32,
    /// Sessions that have begun since the oldest of its own.
    begun: u32,
    /// Whether those that were shared so far come to an end by it.
    ends_lease: bool,
}

impl Quota {
    /// With so many sessions for each user.
    pub fn new(most: Option<u32>) -> Quota {
        Quota {
            most,
            ..Quota::default()
        }
    }

    /// Whether a case can have its sessions without ending one that another still needs.
    pub fn has_room(&self, demand: &Demand, who: &str, running: &[&Holder]) -> bool {
        let Some(most) = self.most else { return true };
        if running.is_empty() {
            return true;
        }
        let course = self.course(demand, who, running);
        let mut others = running.iter().filter_map(|it| it.begun.get(who)).peekable();
        if course.logins == 0 || others.peek().is_none() {
            return true;
        }
        course.begun <= most && others.all(|begun| begun.saturating_add(course.logins) <= most)
    }

    /// The roles of a case whose sessions begin with it, to be shared with those that come later.
    pub fn begins(&self, demand: &Demand, running: &[&Holder]) -> Vec<Name> {
        let roles = demand.readers.iter().flat_map(|(who, roles)| {
            let lease = self.leases.get(who);
            let lease = lease.filter(|_| !self.course(demand, who, running).ends_lease);
            let known = move |role: &&Name| lease.is_some_and(|it| it.roles.contains(*role));
            roles.iter().filter(move |role| !known(role))
        });
        roles.cloned().collect()
    }

    /// A case starts.
    pub fn start(&mut self, demand: &Demand, running: &mut [&mut Holder]) -> Holder {
        let mut holder = Holder {
            begun: BTreeMap::new(),
            logins: BTreeMap::new(),
        };
        for who in demand.people.keys() {
            let others: Vec<&Holder> = running.iter().map(|it| &**it).collect();
            let course = self.course(demand, who, &others);
            if course.ends_lease {
                self.forget(who);
            }
            for other in running.iter_mut() {
                if let Some(begun) = other.begun.get_mut(who) {
                    *begun = begun.saturating_add(course.logins);
                }
            }
            if course.begun > 0 {
                holder.begun.insert(who.clone(), course.begun);
            }
            holder.logins.insert(who.clone(), course.logins);
            if let Some(lease) = self.leases.get_mut(who) {
                lease.begun = lease.begun.saturating_add(course.logins);
            }
            if let Some(roles) = demand.readers.get(who) {
                let lease = self.leases.entry(who.clone()).or_insert_with(|| Lease {
                    roles: BTreeSet::new(),
                    begun: course.begun,
                });
                lease.roles.extend(roles.iter().cloned());
            }
        }
        holder
    }

    /// Sessions of an account that were shared are no longer to be used.
    pub fn forget(&mut self, who: &str) {
        self.leases.remove(who);
        self.stale.insert(who.to_owned());
    }

    /// The same for all accounts.
    pub fn forget_all(&mut self) {
        let all = std::mem::take(&mut self.leases);
        self.stale.extend(all.into_keys());
    }

    /// Accounts whose shared sessions are to be dropped now.
    pub fn stale(&mut self) -> Vec<Name> {
        std::mem::take(&mut self.stale).into_iter().collect()
    }

    fn course(&self, demand: &Demand, who: &str, running: &[&Holder]) -> Course {
        let own = demand.logins.get(who).copied().unwrap_or_default();
        let roles = demand.readers.get(who);
        let all = roles.map_or(0, BTreeSet::len);
        let lease = self.leases.get(who);
        let missing = match (lease, roles) {
            (Some(lease), Some(roles)) => roles.difference(&lease.roles).count(),
            _ => all,
        };
        let logins = own.saturating_add(number(missing));
        let outlived = |lease: &Lease| {
            let begun = lease.begun.saturating_add(logins);
            self.most.is_some_and(|most| begun > most)
        };
        // What others may still begin while this one runs.
        let others = running
            .iter()
            .filter_map(|it| it.logins.get(who))
            .sum::<u32>();
        match lease {
            Some(lease) if outlived(lease) => {
                let logins = own.saturating_add(number(all));
                Course {
                    logins,
                    begun: logins.saturating_add(others),
                    ends_lease: true,
                }
            }
            Some(lease) if all > 0 => Course {
                logins,
                begun: lease.begun.saturating_add(logins),
                ends_lease: false,
            },
            _ => Course {
                logins,
                begun: match logins {
                    0 => 0,
                    _ => logins.saturating_add(others),
                },
                ends_lease: false,
            },
        }
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
