//! The queue: starts cases in their order, as far as those that run allow it.
//!
//! A case that must wait keeps what it waits for: no later one takes it away. So each is started when those
//! before it have ended, at the latest.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use model::name::Name;

use crate::schedule::book::{Book, Room};
use crate::schedule::class::{Class, Cost, Hindrance, Role, classes};
use crate::schedule::demand::Demand;
use crate::schedule::people::Use;
use crate::schedule::quota::{Holder, Quota};
use crate::schedule::rules::{Rules, SHORT};
use crate::schedule::set::Set;
use crate::schedule::things::spends_of_all;

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Start a case.
    Start(Start),
    /// Wait until a case has ended, or until this time.
    Wait(Option<Duration>),
    /// Nothing can run before so much time has passed: move the clock.
    Pass(Duration),
    /// This case cannot be run, for this reason.
    Give(usize, String),
    /// All cases have ended.
    Done,
}

/// A case that starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Its number.
    pub case: usize,
    /// Accounts whose sessions that were shared so far are no longer to be used.
    pub stale: Vec<Name>,
    /// Accounts whose sessions that are no longer to be used must be given back before.
    pub returned: Vec<Name>,
    /// Roles whose sessions begin with it, to be shared.
    pub begins: Vec<Name>,
}

#[derive(Debug)]
struct Running<'d> {
    case: usize,
    class: usize,
    holders: Vec<Holder>,
    /// What it spends of limits that others use as well.
    costs: Vec<Cost<'d>>,
}

/// The queue of a run.
#[derive(Debug)]
pub struct Queue<'d> {
    demands: &'d [Demand],
    rules: Rules,
    classes: Vec<Class<'d>>,
    /// Classes by the place of their first case.
    heads: BTreeMap<usize, usize>,
    running: Vec<Running<'d>>,
    quota: Quota<'d>,
    book: Book,
    /// Whether the target has refused to move its clock.
    stuck: bool,
}

impl<'d> Queue<'d> {
    /// A queue of all cases. `salt` decides between those that may come in any order.
    pub fn new(demands: &'d [Demand], rules: Rules, salt: impl Fn(usize) -> u64) -> Queue<'d> {
        let classes = classes(demands, &rules, salt);
        let first = |(class, it): (usize, &Class<'_>)| Some((it.cases.front()?.0, class));
        let heads = classes.iter().enumerate().filter_map(first).collect();
        Queue {
            demands,
            quota: Quota::new(rules.sessions.clone()),
            rules,
            classes,
            heads,
            running: Vec::new(),
            book: Book::default(),
            stuck: false,
        }
    }

    /// What to do at this time.
    pub fn next(&mut self, now: Duration) -> Next {
        if self.heads.is_empty() && self.running.is_empty() {
            return Next::Done;
        }
        if self.heads.is_empty() || self.running.len() >= self.rules.at_a_time {
            return Next::Wait(None);
        }
        let mut kept = Set::default();
        let mut soonest: Option<(Duration, Name, usize)> = None;
        let mut from = 0;
        while let Some((&place, &class)) = self.heads.range(from..).next() {
            from = place + 1;
            let Some((_, case)) = self.classes[class].cases.front().copied() else {
                continue;
            };
            if self.classes[class].never {
                self.take(place, class);
                return Next::Give(case, self.never(case).unwrap_or_default());
            }
            // Nothing of what others wait for: nor is it asked then what else would hinder it.
            if !self.classes[class].things.is_disjoint(&kept) {
                continue;
            }
            let Some(hindrance) = self.hindered(class, case, now) else {
                self.take(place, class);
                return self.start(case, class);
            };
            if let Some((at, limit)) = hindrance.until
                && soonest.as_ref().is_none_or(|(known, ..)| at < *known)
            {
                soonest = Some((at, limit, place));
            }
            kept.extend(&hindrance.things);
            if kept.has_target() {
                break;
            }
        }
        self.idle(soonest, now)
    }

    /// A case has ended; `sound` when it found the sessions that it shares as they must be.
    pub fn ended(&mut self, case: usize, now: Duration, sound: bool) {
        let Some(place) = self.running.iter().position(|running| running.case == case) else {
            return;
        };
        let running = self.running.swap_remove(place);
        let demand = &self.demands[case];
        self.free(running.class, demand.alone);
        for cost in &running.costs {
            if let Some(allowed) = self.rules.limits.get(cost.limit) {
                self.book.end(cost, allowed, now);
            }
        }
        if demand.alone {
            self.quota.forget_all();
        }
        for person in &self.classes[running.class].people {
            let broken = !sound && !person.roles.is_empty();
            if person.how == Use::Exclusive || broken {
                self.quota.forget(person);
            }
        }
    }

    /// What a case of this class held is free: others may no longer be hindered.
    fn free(&mut self, class: usize, all: bool) {
        let freed = std::mem::take(&mut self.classes[class].things);
        for other in &mut self.classes {
            let things = other.hindered.as_ref().map(|it| &it.things);
            // Whoever waits for the whole target waits for everybody.
            let touched = things
                .is_some_and(|things| all || things.has_target() || !things.is_disjoint(&freed));
            if touched {
                other.hindered = None;
            }
        }
        self.classes[class].things = freed;
    }

    /// The clock could not be moved after all: what waits for that is given up.
    pub fn stuck(&mut self) {
        self.rules.movable = false;
        self.stuck = true;
    }

    /// The clock was moved: no session is as it was.
    pub fn passed(&mut self) {
        self.classes.iter_mut().for_each(|it| it.hindered = None);
        self.quota.forget_all();
    }

    /// Nothing can start now.
    fn idle(&mut self, soonest: Option<(Duration, Name, usize)>, now: Duration) -> Next {
        let Some((at, limit, place)) = soonest else {
            return Next::Wait(None);
        };
        let left = at.saturating_sub(now);
        if self.rules.patient || left <= SHORT {
            return Next::Wait(Some(at));
        }
        if !self.running.is_empty() {
            return Next::Wait(None);
        }
        if self.rules.movable {
            return Next::Pass(left);
        }
        let Some(case) = self
            .heads
            .get(&place)
            .copied()
            .and_then(|it| self.take(place, it))
        else {
            return Next::Wait(Some(at));
        };
        let seconds = left.as_secs() + 1;
        let cause = match self.stuck {
            true => "the clock of the target could not be moved",
            false => "the target declares no clock that moves `limits` (`hooks.clock`)",
        };
        let why = format!(
            "limit `{limit}` is used up by the cases before it, for {seconds} s more: {cause}, and without \
             `--slow` nobody waits"
        );
        Next::Give(case, why)
    }

    /// Takes the first case of a class out of the queue.
    fn take(&mut self, place: usize, class: usize) -> Option<usize> {
        self.heads.remove(&place);
        let cases = &mut self.classes[class].cases;
        let taken = cases.pop_front();
        if let Some((next, _)) = cases.front() {
            self.heads.insert(*next, class);
        }
        taken.map(|(_, case)| case)
    }

    fn start(&mut self, case: usize, number: usize) -> Next {
        let class = &self.classes[number];
        for person in class.people.iter().filter(|it| it.how == Use::Exclusive) {
            self.quota.forget(person);
        }
        let begins = self.begins(class);
        let costs = class.costs(&begins);
        let begins = begins.into_iter().map(|role| role.name.clone()).collect();
        let running = &mut self.running;
        let mut holders = Vec::with_capacity(class.people.len());
        for person in &class.people {
            let others = running.iter_mut().flat_map(|it| &mut it.holders);
            holders.push(self.quota.start(person, others));
        }
        for cost in &costs {
            if let Some(allowed) = self.rules.limits.get(cost.limit) {
                self.book.begin(cost, allowed);
            }
        }
        self.running.push(Running {
            case,
            class: number,
            holders,
            costs,
        });
        Next::Start(Start {
            case,
            stale: self.quota.stale(),
            returned: self.quota.returned(),
            begins,
        })
    }

    fn begins<'c>(&self, class: &'c Class<'d>) -> Vec<&'c Role<'d>> {
        let people = class.people.iter();
        let begins = people.flat_map(|person| self.quota.begins(person, self.holders()));
        begins.collect()
    }

    fn holders(&self) -> impl Iterator<Item = &Holder> + Clone {
        self.running.iter().flat_map(|running| &running.holders)
    }

    /// Why the first case of a class cannot start now. What does not end with time stays until it is free.
    fn hindered(&mut self, class: usize, case: usize, now: Duration) -> Option<Hindrance> {
        if let Some(hindrance) = &self.classes[class].hindered {
            return Some(hindrance.clone());
        }
        let found = self.hindrance(class, case, now)?;
        if found.until.is_none() {
            self.classes[class].hindered = Some(found.clone());
        }
        Some(found)
    }

    /// Why a case cannot start now, if it cannot.
    fn hindrance(&self, class: usize, case: usize, now: Duration) -> Option<Hindrance> {
        let (mut things, mut until) = (Set::default(), None::<(Duration, Name)>);
        let alone = |case: usize| self.demands[case].alone;
        if self.running.iter().any(|it| alone(it.case)) || (alone(case) && !self.running.is_empty())
        {
            let things = Arc::new(Set::target());
            return Some(Hindrance {
                things,
                until: None,
            });
        }
        let class = &self.classes[class];
        let others = || self.running.iter().map(|it| &self.classes[it.class]);
        for person in &class.people {
            let mut uses = others()
                .flat_map(|other| &other.people)
                .filter(|other| other.account == person.account);
            if uses.any(|other| person.how.max(other.how) == Use::Exclusive) {
                things.insert(person.account);
            }
            if !self.quota.has_room(person, self.holders()) {
                things.insert(person.sessions);
            }
        }
        for (thing, count) in &class.sockets {
            let open = others().flat_map(|other| &other.sockets);
            let open = open.filter(|(other, _)| other == thing);
            let open: u32 = open.map(|(_, count)| count).sum();
            if open > 0 && self.rules.sockets.is_some_and(|most| open + count > most) {
                things.insert(*thing);
            }
        }
        let costs = match class.is_limited() {
            true => class.costs(&self.begins(class)),
            false => Vec::new(),
        };
        for cost in costs {
            let Some(allowed) = self.rules.limits.get(cost.limit) else {
                continue;
            };
            let room = self.book.room(&cost, allowed, now);
            if room == Room::Enough {
                continue;
            }
            things.insert(cost.thing);
            if let Room::At(free) = room
                && until.as_ref().is_none_or(|(known, _)| *known < free)
            {
                until = Some((free, cost.limit.clone()));
            }
        }
        (!things.is_empty()).then(|| Hindrance {
            things: Arc::new(things),
            until,
        })
    }

    /// Why a case can never run.
    fn never(&self, case: usize) -> Option<String> {
        let demand = &self.demands[case];
        let begins: Vec<Name> = demand.lends.keys().cloned().collect();
        let all = spends_of_all(demand, &begins);
        all.iter().filter(|it| !it.fills).find_map(|spend| {
            let allowed = self.rules.limits.get(&spend.limit)?;
            (spend.requests > allowed.requests).then(|| {
                format!(
                    "it needs {} requests of limit `{}`, which allows {} in {}",
                    spend.requests,
                    spend.limit,
                    allowed.requests,
                    model::span::Span(allowed.per)
                )
            })
        })
    }
}
