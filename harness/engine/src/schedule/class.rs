//! Cases that take the same of what there is for all, and what that is, by number: asked for whenever a case
//! ends.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use model::name::Name;

use crate::schedule::demand::{Demand, Key, Spend};
use crate::schedule::people::Use;
use crate::schedule::rules::{Allowed, Rules};
use crate::schedule::set::{Numbers, Set};
use crate::schedule::things::{Likeness, Thing, phase, things};

/// Why a case cannot start: for want of these, and not before this time for want of a limit.
#[derive(Debug, Clone, Default)]
pub(super) struct Hindrance {
    pub things: Arc<Set>,
    pub until: Option<(Duration, Name)>,
}

/// Cases that take the same of what there is for all, in order.
#[derive(Debug)]
pub(super) struct Class<'d> {
    /// Their places and numbers.
    pub cases: VecDeque<(usize, usize)>,
    pub things: Set,
    pub people: Vec<Person<'d>>,
    /// Sockets that each holds, by the number of their account's.
    pub sockets: Vec<(usize, u32)>,
    /// What each spends of limits that others use as well.
    costs: Vec<Cost<'d>>,
    /// Whether each of them asks for more than a limit allows.
    pub never: bool,
    /// What hinders them until some of it becomes free.
    pub hindered: Option<Hindrance>,
}

/// An account that the cases of a class need, and what they need of it.
#[derive(Debug)]
pub(super) struct Person<'d> {
    pub who: &'d Name,
    pub how: Use,
    /// Its number.
    pub account: usize,
    /// The number of its sessions.
    pub sessions: usize,
    /// Sessions that a case begins for itself.
    pub logins: u32,
    /// Those that it shares.
    pub roles: Vec<Role<'d>>,
}

/// A role whose session cases share.
#[derive(Debug)]
pub(super) struct Role<'d> {
    pub name: &'d Name,
    pub number: usize,
    /// What its login spends.
    costs: Vec<Cost<'d>>,
}

/// Requests against a limit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost<'d> {
    /// The number of what they are counted in.
    pub thing: usize,
    pub limit: &'d Name,
    pub requests: u32,
    /// Everything that the limit allows is needed.
    pub fills: bool,
}

/// All cases, in the order in which they may start, by what they take.
pub(super) fn classes<'d>(
    demands: &'d [Demand],
    rules: &Rules,
    salt: impl Fn(usize) -> u64,
) -> Vec<Class<'d>> {
    let mut order: Vec<usize> = (0..demands.len()).collect();
    order.sort_by_cached_key(|case| (phase(&demands[*case]), salt(*case), *case));
    let mut classes: Vec<Class<'d>> = Vec::new();
    let mut known: BTreeMap<Likeness<'_>, usize> = BTreeMap::new();
    let mut numbers = Numbers::new();
    for (place, case) in order.into_iter().enumerate() {
        let likeness = Likeness::of(&demands[case], rules);
        let never = likeness.never;
        let class = *known.entry(likeness).or_insert_with(|| {
            classes.push(Class::new(&demands[case], never, &mut numbers));
            classes.len() - 1
        });
        classes[class].cases.push_back((place, case));
    }
    classes
}

impl<'d> Class<'d> {
    fn new(demand: &'d Demand, never: bool, numbers: &mut Numbers) -> Class<'d> {
        let mut own = Set::default();
        for thing in things(demand) {
            own.insert(numbers.of(thing));
        }
        let people = demand.people.iter();
        let people = people.map(|(who, how)| Person::new(demand, (who, *how), numbers));
        let people = people.collect();
        let sockets = demand.sockets.iter();
        let sockets = sockets.map(|(who, most)| (numbers.of(Thing::Sockets(who.clone())), *most));
        Class {
            cases: VecDeque::new(),
            things: own,
            people,
            sockets: sockets.collect(),
            costs: costs(&demand.spends, numbers),
            never,
            hindered: None,
        }
    }

    /// What a case spends of limits that others use as well when the sessions of these roles begin with it.
    pub fn costs(&self, begins: &[&Role<'d>]) -> Vec<Cost<'d>> {
        let mut all = self.costs.clone();
        for cost in begins.iter().flat_map(|role| &role.costs) {
            match all.iter_mut().find(|it| it.thing == cost.thing) {
                Some(known) => known.requests += cost.requests,
                None => all.push(*cost),
            }
        }
        all
    }

    /// Whether limits that others use as well count their requests.
    pub fn is_limited(&self) -> bool {
        let lent = self.people.iter().flat_map(|it| &it.roles);
        !self.costs.is_empty() || lent.into_iter().any(|role| !role.costs.is_empty())
    }
}

impl<'d> Person<'d> {
    fn new(demand: &'d Demand, (who, how): (&'d Name, Use), numbers: &mut Numbers) -> Person<'d> {
        let role = |name: &'d Name| Role {
            name,
            number: numbers.of(Thing::Lease(name.clone())),
            costs: demand
                .lends
                .get(name)
                .map(|login| costs(&login.spends, numbers))
                .unwrap_or_default(),
        };
        let roles = demand.readers.get(who).into_iter().flatten();
        let roles = roles.map(role).collect();
        Person {
            who,
            how,
            account: numbers.of(Thing::Account(who.clone())),
            sessions: numbers.of(Thing::Sessions(who.clone())),
            logins: demand.logins.get(who).copied().unwrap_or_default(),
            roles,
        }
    }
}

impl Cost<'_> {
    /// So many of what is allowed; of what it means to meet, a case needs the whole.
    pub fn of(&self, allowed: &Allowed) -> u32 {
        match self.fills {
            true => allowed.requests,
            false => self.requests.min(allowed.requests),
        }
    }
}

fn costs<'d>(spends: &'d [Spend], numbers: &mut Numbers) -> Vec<Cost<'d>> {
    let shared = spends
        .iter()
        .filter(|spend| !matches!(spend.key, Key::Own(_)));
    let cost = |spend: &'d Spend| Cost {
        thing: numbers.of(Thing::Limit(spend.limit.clone(), spend.key.clone())),
        limit: &spend.limit,
        requests: spend.requests,
        fills: spend.fills,
    };
    shared.map(cost).collect()
}
