//! What a case needs of what there is only so much of, and which cases are alike in that.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use model::name::Name;

use crate::schedule::demand::{Demand, Key, Login, Spend};
use crate::schedule::people::Use;
use crate::schedule::rules::{Rules, SHORT};

/// Something that there is only so much of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    /// The whole target.
    Target,
    /// An account, whatever is done with it.
    Account(Name),
    /// Sessions of an account.
    Sessions(Name),
    /// Open sockets of an account.
    Sockets(Name),
    /// Requests that a limit allows.
    Limit(Name, Key),
    /// The session of a role that cases share.
    Lease(Name),
}

/// What a case spends of limits when these sessions begin with it.
pub(super) fn spends_of_all(demand: &Demand, begins: &[Name]) -> Vec<Spend> {
    let mut all = demand.spends.clone();
    let lends = begins.iter().filter_map(|role| demand.lends.get(role));
    for spend in lends.flat_map(|login| &login.spends) {
        let same = |it: &&mut Spend| it.limit == spend.limit && it.key == spend.key;
        match all.iter_mut().find(same) {
            Some(known) => known.requests += spend.requests,
            None => all.push(spend.clone()),
        }
    }
    all
}

/// The same of those limits that others use as well.
pub(super) fn spends(demand: &Demand, begins: &[Name]) -> Vec<Spend> {
    let mut all = spends_of_all(demand, begins);
    all.retain(|spend| !matches!(spend.key, Key::Own(_)));
    all
}

/// What a case needs of what there is for all.
pub(super) fn things(demand: &Demand) -> BTreeSet<Thing> {
    let accounts = demand.people.keys().cloned().map(Thing::Account);
    let sessions = demand.people.keys().cloned().map(Thing::Sessions);
    let sockets = demand.sockets.keys().cloned().map(Thing::Sockets);
    let begins: Vec<Name> = demand.lends.keys().cloned().collect();
    let limits = spends(demand, &begins).into_iter();
    let limits = limits.map(|it| Thing::Limit(it.limit, it.key));
    let all = accounts.chain(sessions).chain(sockets).chain(limits);
    match demand.alone {
        true => all.chain([Thing::Target]).collect(),
        false => all.collect(),
    }
}

/// Cases that are alike in this are hindered alike.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Likeness<'d> {
    alone: bool,
    /// They ask for more than a limit allows.
    pub(super) never: bool,
    people: &'d BTreeMap<Name, Use>,
    readers: &'d BTreeMap<Name, BTreeSet<Name>>,
    logins: &'d BTreeMap<Name, u32>,
    lends: &'d BTreeMap<Name, Login>,
    sockets: &'d BTreeMap<Name, u32>,
    spends: Vec<Spend>,
}

impl<'d> Likeness<'d> {
    pub(super) fn of(demand: &'d Demand, rules: &Rules) -> Likeness<'d> {
        let begins: Vec<Name> = demand.lends.keys().cloned().collect();
        let all = spends_of_all(demand, &begins);
        let never = all.iter().any(|spend| {
            let allowed = rules.limits.get(&spend.limit);
            !spend.fills && allowed.is_some_and(|it| spend.requests > it.requests)
        });
        Likeness {
            alone: demand.alone,
            never,
            people: &demand.people,
            readers: &demand.readers,
            logins: &demand.logins,
            lends: &demand.lends,
            sockets: &demand.sockets,
            spends: spends(demand, &[]),
        }
    }
}

/// Those that wait long begin first, and what uses limits up comes last.
pub(super) fn phase(demand: &Demand) -> (u8, std::cmp::Reverse<Duration>) {
    let phase = match (demand.exhausts, demand.alone) {
        (false, false) if demand.waits > SHORT => 0,
        (false, false) => 1,
        (false, true) => 2,
        (true, false) => 3,
        (true, true) => 4,
    };
    (phase, std::cmp::Reverse(demand.waits))
}
