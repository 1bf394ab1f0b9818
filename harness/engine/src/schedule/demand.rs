//! What one case takes of a target, by its acts and the contract.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use model::contract::{Counts, Limit, LimitKey};
use model::name::Name;
use model::plan::{Case, Recipe, Steps, Work};
use model::role::Role;
use model::sampling::Layout;
use model::span::Span;
use model::step::{Advance, Step};
use model::target::Target;

use crate::schedule::asked::{Asked, Walked};
use crate::schedule::people::{People, Use};
use crate::schedule::reach::{Reach, logs_in, reach};
use crate::schedule::rules::has_own_addresses;
use crate::schedule::walk::walk;
use crate::timers::{timers, unmoved};

/// What one case takes of a target.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demand {
    /// It changes what all have in common, the clock first of all: nothing runs beside it.
    pub alone: bool,
    /// It uses a limit up on purpose.
    pub exhausts: bool,
    /// Accounts that others use as well, and whether it needs them for itself.
    pub people: BTreeMap<Name, Use>,
    /// Identities that are made up for this case alone.
    pub own: BTreeSet<Name>,
    /// Which account of its pool each member is, by place, where the target has accounts already.
    pub leased: BTreeMap<Name, usize>,
    /// Roles whose sessions it shares with other cases, by account.
    pub readers: BTreeMap<Name, BTreeSet<Name>>,
    /// What it costs to begin one of them, by role.
    pub lends: BTreeMap<Name, Login>,
    /// Sessions that it begins for itself, by account.
    pub logins: BTreeMap<Name, u32>,
    /// Sockets that it holds open at one time, by account.
    pub sockets: BTreeMap<Name, u32>,
    /// What it spends of limits.
    pub spends: Vec<Spend>,
    /// Accounts that are registered for it.
    pub registers: u32,
    /// Requests and messages, by operation.
    pub asks: BTreeMap<Name, u32>,
    /// How long it waits in real time, at least.
    pub waits: Duration,
    /// How long it takes, about.
    pub lasts: Duration,
}

/// Requests against a limit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spend {
    /// The limit.
    pub limit: Name,
    /// For whom it counts.
    pub key: Key,
    /// How many at most.
    pub requests: u32,
    /// That it means to meet the limit, and needs the whole window.
    pub fills: bool,
}

/// For whom a limit counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// All requests.
    Everybody,
    /// An account that other cases use as well.
    Account(Name),
    /// The one address of ours.
    Address,
    /// An account or an address that this case has for itself.
    Own(Name),
}

/// What the login of a session costs that cases share.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Login {
    /// What it spends of limits.
    pub spends: Vec<Spend>,
    /// Requests, by operation.
    pub asks: BTreeMap<Name, u32>,
}

impl Demand {
    /// What a case takes; none when it is not run.
    pub fn of(target: &Target, case: &Case) -> Option<Demand> {
        let Work::Run(Recipe::Steps(steps)) = &case.work else {
            return None;
        };
        let walked = walk(target, steps);
        let people = People::of(target, case, (steps, &walked));
        let (lent, own): (Vec<&Asked>, Vec<&Asked>) =
            walked.asked.iter().partition(|asked| people.lends(asked));
        let mut lends: BTreeMap<Name, Login> = BTreeMap::new();
        for role in people.readers.values().flatten() {
            let of_role: Vec<&Asked> = lent.iter().filter(|it| it.role == *role).copied().collect();
            let login = Login {
                spends: spends(target, &of_role, &people),
                asks: asks(&of_role),
            };
            lends.insert(role.clone(), login);
        }
        let moves = moves(target, steps);
        let returns = returns(target, (&own, &people), moves);
        let own: Vec<&Asked> = own.into_iter().chain(&returns).collect();
        let asks = asks(&own);
        let spends = spends(target, &own, &people);
        let waits = waits(target, steps);
        let alone = walked.asked.iter().any(|asked| {
            let op = asked.op.as_deref();
            op.is_some_and(|op| reach(target, op) == Reach::Service)
        });
        Some(Demand {
            alone: alone || moves || times(steps) || crate::edge::is_quick(steps, target),
            exhausts: spends.iter().any(|spend| spend.fills),
            sockets: sockets(target, &walked, &people),
            leased: people
                .leased
                .into_iter()
                .map(|(member, it)| (member, it.place))
                .collect(),
            people: people.common,
            own: people.own,
            readers: people.readers,
            logins: people.logins,
            lends,
            spends,
            registers: walked.registered(),
            lasts: waits + lasts(target, steps, &asks),
            asks,
            waits,
        })
    }

    /// The accounts that it has in common with other cases, and whether it changes them.
    pub fn accounts(&self) -> impl Iterator<Item = (&Name, bool)> {
        let all = self.people.iter();
        all.map(|(who, how)| (who, *how == Use::Exclusive))
    }
}

/// What ends the sessions that a case has begun, where they have to be given back.
fn returns(target: &Target, (own, people): (&[&Asked], &People), lapses: bool) -> Vec<Asked> {
    let logins = own.iter().filter(|asked| {
        let account = people.account(Role::of(&asked.role).principal);
        account.is_some() && logs_in(target, asked.op.as_deref().unwrap_or_default())
    });
    let follows = crate::giving_back::follows(target, lapses);
    let each = |asked: &&&Asked| {
        let asked = (**asked).clone();
        follows.iter().map(move |op| Asked {
            op: Some((*op).to_owned()),
            fills: None,
            ..asked.clone()
        })
    };
    logins.flat_map(|asked| each(&asked)).collect()
}

fn asks(asked: &[&Asked]) -> BTreeMap<Name, u32> {
    let mut asks = BTreeMap::new();
    for asked in asked {
        let name = asked.op.clone().unwrap_or_else(|| "http".to_owned());
        *asks.entry(name).or_default() += asked.times;
    }
    asks
}

/// Whether a case moves the clock.
fn moves(target: &Target, steps: &Steps) -> bool {
    let mut acts = steps.acts();
    let moves =
        acts.any(|act| matches!(&act.what, Step::Advance(advance) if moved(target, advance)));
    moves || crate::edge::moves_clock(steps, target)
}

/// Whether a case takes times, which others would disturb.
fn times(steps: &Steps) -> bool {
    let mut acts = steps.acts();
    acts.any(|act| matches!(act.what, Step::Sample(_)))
}

/// How long a case waits in real time because no clock is moved for it. Instants are met one after the
/// other, from what they began with: the last counts.
fn waits(target: &Target, steps: &Steps) -> Duration {
    let (mut waits, mut instant) = (Duration::ZERO, Duration::ZERO);
    for act in steps.acts() {
        match &act.what {
            Step::Advance(advance) if moved(target, advance) => {}
            Step::Advance(advance) if advance.by.is_some() => {
                waits += crate::timers::least(advance, target);
            }
            Step::Advance(advance) => {
                instant = instant.max(crate::timers::least(advance, target));
            }
            _ => waits += crate::edge::waits(act, target),
        }
    }
    waits + instant
}

/// Whether the clock is moved for this.
fn moved(target: &Target, advance: &Advance) -> bool {
    unmoved(target, &timers(advance, &|_| false)).is_empty()
}

/// What an exchange takes, about.
const EXCHANGE: Duration = Duration::from_millis(4);

/// What a sample takes, about: it ends when enough is seen, long before it has sent what it may.
const SAMPLE: Duration = Duration::from_millis(500);

/// How long a case takes beside its waits: silence that it listens to, bursts with a rhythm, exchanges.
fn lasts(target: &Target, steps: &Steps, asks: &BTreeMap<Name, u32>) -> Duration {
    let exchanges: u32 = asks.values().sum();
    let samples = steps.acts().filter_map(|act| match &act.what {
        Step::Sample(sample) => Some(2 * Layout::of(target, sample).pairs),
        _ => None,
    });
    let exchanges = exchanges.saturating_sub(samples.sum());
    let steps = steps.acts().map(|act| match &act.what {
        Step::Sample(_) => SAMPLE,
        Step::Quiet(quiet) => crate::refusing::patience(target, quiet.within),
        Step::Burst(burst) => {
            let every = burst.every.map_or(Duration::ZERO, |Span(every)| every);
            every * burst.times.unwrap_or_default()
        }
        _ => Duration::ZERO,
    });
    EXCHANGE * exchanges + steps.sum::<Duration>()
}

fn spends(target: &Target, asked: &[&Asked], people: &People) -> Vec<Spend> {
    let own = has_own_addresses(target);
    let mut all: Vec<Spend> = Vec::new();
    for (name, limit) in &target.contract.limits {
        for asked in asked {
            if !counts(name, limit, asked, target) {
                continue;
            }
            let Some(key) = key(limit, asked, (own, people)) else {
                continue;
            };
            // Whoever does as much in one step as is allowed means to.
            let over = asked.judged && asked.times >= limit.requests;
            let fills = over || asked.fills.as_ref() == Some(name);
            let known = all.iter_mut().find(|it| it.limit == *name && it.key == key);
            match known {
                Some(spend) => {
                    spend.requests += asked.times;
                    spend.fills |= fills;
                }
                None => all.push(Spend {
                    limit: name.clone(),
                    key,
                    requests: asked.times,
                    fills,
                }),
            }
        }
    }
    all
}

/// Whether requests count against a limit, or may.
fn counts(name: &str, limit: &Limit, asked: &Asked, target: &Target) -> bool {
    let covers = |limit: &Limit, op: &Name| limit.covers.contains(op);
    let covered = match &asked.op {
        None => true,
        Some(op) => {
            let mut others = target.contract.limits.values();
            covers(limit, op)
                || others.any(|it| it.shared.as_deref() == Some(name) && covers(it, op))
        }
    };
    covered && (limit.counts != Counts::Failed || asked.judged)
}

fn key(limit: &Limit, asked: &Asked, (own, people): (bool, &People)) -> Option<Key> {
    let principal = Role::of(&asked.role).principal;
    let of_batch = |name: &str| match asked.batch {
        0 => name.to_owned(),
        batch => format!("{name}, batch {batch}"),
    };
    match limit.key {
        LimitKey::Connection => None,
        LimitKey::Everybody => Some(Key::Everybody),
        LimitKey::Address if own => {
            let address = asked.from.as_ref().unwrap_or(&asked.role);
            Some(Key::Own(of_batch(address)))
        }
        LimitKey::Address => Some(Key::Address),
        LimitKey::User => Some(match people.account(principal) {
            Some(account) => Key::Account(account.clone()),
            None if people.own.contains(principal) => Key::Own(principal.to_owned()),
            None => Key::Own(of_batch(principal)),
        }),
    }
}

fn sockets(target: &Target, walked: &Walked, people: &People) -> BTreeMap<Name, u32> {
    let most = target.contract.sockets.as_ref();
    let Some(most) = most.and_then(|sockets| sockets.per_user) else {
        return BTreeMap::new();
    };
    let mut all: BTreeMap<Name, u32> = BTreeMap::new();
    for (role, count) in &walked.sockets {
        let principal = Role::of(role).principal;
        if let Some(account) = people.account(principal) {
            *all.entry(account.clone()).or_default() += count;
        }
    }
    // A case that opens one too many needs all places.
    for count in all.values_mut() {
        *count = (*count).min(most);
    }
    all
}
