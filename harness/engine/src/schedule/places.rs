//! Sessions of accounts where one too many is refused: each takes a place, from its login until it is given
//! back. A case gives its own back when it ends; those that cases share stay, until they are of no more use
//! and nobody is left who could still use one.

use crate::schedule::class::Person;
use crate::schedule::quota::{Holder, Lease, Quota, number};

impl<'d> Quota<'d> {
    /// Whether there are places for all sessions that a case begins. Alone with its account it always
    /// starts: what was shared is given back before.
    pub(super) fn has_places<'h>(
        &self,
        person: &Person<'_>,
        most: u32,
        others: impl Iterator<Item = &'h Holder>,
    ) -> bool {
        let mut others = others.peekable();
        if others.peek().is_none() || person.logins + self.missing(person) == 0 {
            return true;
        }
        let held = others.map(|it| it.logins).sum::<u32>();
        let retired = self.retired.get(&person.account).copied();
        let held = held.saturating_add(retired.unwrap_or_default());
        held.saturating_add(self.places(person)) <= most
    }

    /// A case starts; alone with its account, it has given back what is of no more use.
    pub(super) fn take_places(&mut self, person: &Person<'d>, most: u32, is_alone: bool) -> Holder {
        if is_alone && self.places(person) > most {
            self.forget(person);
        }
        if !person.roles.is_empty() {
            let lease = self.leases.entry(person.account);
            let (_, lease) = lease.or_insert_with(|| (person.who, Lease::default()));
            let roles = person.roles.iter().map(|it| it.number);
            roles.for_each(|it| lease.roles.insert(it));
        }
        let returned = match is_alone {
            true => self.retired.remove(&person.account).unwrap_or_default(),
            false => 0,
        };
        if returned > 0 {
            self.returned.insert(person.who);
        }
        Holder {
            account: person.account,
            begun: 0,
            // What is on its way back takes its place until the case that sees to it has ended.
            logins: person.logins.saturating_add(returned),
        }
    }

    /// The places of shared sessions, and of those that a case adds to them.
    pub(super) fn places(&self, person: &Person<'_>) -> u32 {
        let shared = self.lease(person.account).map_or(0, |it| it.roles.len());
        number(shared)
            .saturating_add(self.missing(person))
            .saturating_add(person.logins)
    }

    /// Sessions that a case begins for others as well.
    fn missing(&self, person: &Person<'_>) -> u32 {
        let lease = self.lease(person.account);
        let known = |number: usize| lease.is_some_and(|it| it.roles.has(number));
        let missing = person.roles.iter().filter(|it| !known(it.number));
        number(missing.count())
    }

    /// Sessions that were shared keep their places until they are given back.
    pub(super) fn retire(&mut self, account: usize, lease: &Lease) {
        if self.refused_over().is_some() {
            *self.retired.entry(account).or_default() += number(lease.roles.len());
        }
    }
}
