//! Sessions of accounts: those that cases share, and how many begin while a case needs its own. Where a user
//! keeps only so many, the oldest ends; where one too many is refused, `places` has the rules.

use std::collections::{BTreeMap, BTreeSet};

use model::contract::{OverLimit, Sessions};
use model::name::Name;

use crate::schedule::class::{Person, Role};
use crate::schedule::set::Set;

/// Sessions that cases share.
#[derive(Debug, Default)]
pub(super) struct Lease {
    pub(super) roles: Set,
    /// Sessions of the account that have begun since the oldest of these, and these.
    begun: u32,
}

/// The sessions of all accounts.
#[derive(Debug, Default)]
pub struct Quota<'d> {
    /// How many a user keeps, and what one more does.
    kept: Option<Sessions>,
    /// By the numbers of accounts.
    pub(super) leases: BTreeMap<usize, (&'d Name, Lease)>,
    /// Accounts whose shared sessions are no longer to be used.
    stale: BTreeSet<&'d Name>,
    /// How many of those have not been given back, where one too many is refused.
    pub(super) retired: BTreeMap<usize, u32>,
    /// Accounts for which that is to be done now.
    pub(super) returned: BTreeSet<&'d Name>,
}

/// A case that runs, as far as the sessions of one account go.
#[derive(Debug)]
pub(super) struct Holder {
    pub(super) account: usize,
    /// Those that may have begun since the oldest of its own.
    pub(super) begun: u32,
    /// Those that it may begin itself.
    pub(super) logins: u32,
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

impl<'d> Quota<'d> {
    /// With so many sessions for each user.
    pub fn new(kept: Option<Sessions>) -> Quota<'d> {
        Quota {
            kept,
            ..Quota::default()
        }
    }

    /// Whether a case can have its sessions without ending one that another still needs.
    pub(super) fn has_room<'h>(
        &self,
        person: &Person<'_>,
        running: impl Iterator<Item = &'h Holder> + Clone,
    ) -> bool {
        let others = running.filter(|it| it.account == person.account);
        if let Some(most) = self.refused_over() {
            return self.has_places(person, most, others);
        }
        let Some(Sessions { per_user: most, .. }) = self.kept else {
            return true;
        };
        let course = self.course(person, others.clone());
        let mut begun = others.map(|it| it.begun).filter(|begun| *begun > 0);
        let Some(first) = begun.next() else {
            return true;
        };
        let oldest = begun.fold(first, u32::max);
        course.logins == 0 || (course.begun <= most && oldest.saturating_add(course.logins) <= most)
    }

    /// The roles of an account whose sessions begin with a case, to be shared with those that come later.
    pub(super) fn begins<'p, 'h>(
        &self,
        person: &'p Person<'d>,
        running: impl Iterator<Item = &'h Holder>,
    ) -> impl Iterator<Item = &'p Role<'d>> {
        let lease = match person.roles.is_empty() {
            true => None,
            false => self.lease(person.account),
        };
        let mut others = running.filter(|it| it.account == person.account);
        let ends_lease = match self.refused_over() {
            Some(most) => others.next().is_none() && self.places(person) > most,
            None => self.course(person, others).ends_lease,
        };
        let lease = lease.filter(|_| !ends_lease);
        let known = move |role: &&Role<'_>| lease.is_some_and(|it| it.roles.has(role.number));
        person.roles.iter().filter(move |role| !known(role))
    }

    /// A case starts.
    pub(super) fn start<'h>(
        &mut self,
        person: &Person<'d>,
        running: impl Iterator<Item = &'h mut Holder>,
    ) -> Holder {
        let mut others: Vec<&mut Holder> =
            running.filter(|it| it.account == person.account).collect();
        if let Some(most) = self.refused_over() {
            return self.take_places(person, most, others.is_empty());
        }
        let course = self.course(person, others.iter().map(|it| &**it));
        if course.ends_lease {
            self.forget(person);
        }
        for other in others.iter_mut().filter(|it| it.begun > 0) {
            other.begun = other.begun.saturating_add(course.logins);
        }
        if let Some((_, lease)) = self.leases.get_mut(&person.account) {
            lease.begun = lease.begun.saturating_add(course.logins);
        }
        if !person.roles.is_empty() {
            let new = || Lease {
                roles: Set::default(),
                begun: course.begun,
            };
            let lease = self.leases.entry(person.account);
            let (_, lease) = lease.or_insert_with(|| (person.who, new()));
            person
                .roles
                .iter()
                .for_each(|it| lease.roles.insert(it.number));
        }
        Holder {
            account: person.account,
            begun: course.begun,
            logins: course.logins,
        }
    }

    /// Sessions of an account that were shared are no longer to be used.
    pub(super) fn forget(&mut self, person: &Person<'d>) {
        if let Some((_, lease)) = self.leases.remove(&person.account) {
            self.retire(person.account, &lease);
        }
        self.stale.insert(person.who);
    }

    /// The same for all accounts.
    pub fn forget_all(&mut self) {
        for (account, (who, lease)) in std::mem::take(&mut self.leases) {
            self.retire(account, &lease);
            self.stale.insert(who);
        }
    }

    /// Accounts whose sessions that were dropped are to be given back now.
    pub fn returned(&mut self) -> Vec<Name> {
        let all = std::mem::take(&mut self.returned);
        all.into_iter().cloned().collect()
    }

    /// Accounts whose shared sessions are to be dropped now.
    pub fn stale(&mut self) -> Vec<Name> {
        let all = std::mem::take(&mut self.stale);
        all.into_iter().cloned().collect()
    }

    /// How many sessions a user may have where one more is refused.
    pub(super) fn refused_over(&self) -> Option<u32> {
        let kept = self.kept.as_ref();
        let refuses = kept.filter(|kept| kept.over == OverLimit::Refuse);
        refuses.map(|kept| kept.per_user)
    }

    pub(super) fn lease(&self, account: usize) -> Option<&Lease> {
        self.leases.get(&account).map(|(_, lease)| lease)
    }

    /// `others` are those of the same account.
    fn course<'h>(&self, person: &Person<'_>, others: impl Iterator<Item = &'h Holder>) -> Course {
        let (own, all) = (person.logins, person.roles.len());
        let lease = self.lease(person.account);
        let known = |lease: &Lease| {
            person
                .roles
                .iter()
                .filter(|it| lease.roles.has(it.number))
                .count()
        };
        let missing = all - lease.map_or(0, known);
        let logins = own.saturating_add(number(missing));
        let outlived = |lease: &Lease| {
            let begun = lease.begun.saturating_add(logins);
            self.kept.as_ref().is_some_and(|kept| begun > kept.per_user)
        };
        // What others may still begin while this one runs.
        let others = others.map(|it| it.logins).sum::<u32>();
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

pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
