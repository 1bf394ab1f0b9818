//! The queue: starts cases in their order, as far as those that run allow it.
//!
//! A case that must wait keeps what it waits for: no later one takes it away. So each is started when those
//! before it have ended, at the latest.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use model::name::Name;

use crate::schedule::book::{Book, Room};
use crate::schedule::demand::{Demand, Spend};
use crate::schedule::people::Use;
use crate::schedule::quota::{Holder, Quota};
use crate::schedule::rules::{Rules, SHORT};
use crate::schedule::set::{Numbers, Set};
use crate::schedule::things::{Likeness, Thing, phase, spends, spends_of_all, things};

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
    /// Roles whose sessions begin with it, to be shared.
    pub begins: Vec<Name>,
}

/// Why a case cannot start: for want of these, and not before this time for want of a limit.
#[derive(Debug, Clone, Default)]
struct Hindrance {
    things: Arc<Set>,
    until: Option<(Duration, Name)>,
}

/// Cases that take the same of what there is for all, in order.
#[derive(Debug)]
struct Class<'d> {
    cases: VecDeque<(usize, usize)>,
    things: Set,
    people: Vec<Person<'d>>,
    /// Whether each of them asks for more than a limit allows.
    never: bool,
    /// Whether limits that others use as well count their requests.
    limited: bool,
    /// What hinders them until some of it becomes free.
    hindered: Option<Hindrance>,
}

/// An account that the cases of a class need, and the numbers of what they need of it.
#[derive(Debug)]
struct Person<'d> {
    who: &'d Name,
    how: Use,
    account: usize,
    sessions: usize,
}

fn people<'d>(demand: &'d Demand, numbers: &mut Numbers) -> Vec<Person<'d>> {
    let people = demand.people.iter();
    let person = |(who, how): (&'d Name, &Use)| Person {
        who,
        how: *how,
        account: numbers.of(Thing::Account(who.clone())),
        sessions: numbers.of(Thing::Sessions(who.clone())),
    };
    people.map(person).collect()
}

#[derive(Debug)]
struct Running {
    case: usize,
    class: usize,
    holder: Holder,
    /// What it spends of limits that others use as well.
    spends: Vec<Spend>,
}

/// The queue of a run.
#[derive(Debug)]
pub struct Queue<'d> {
    demands: &'d [Demand],
    rules: Rules,
    classes: Vec<Class<'d>>,
    /// Classes by the place of their first case.
    heads: BTreeMap<usize, usize>,
    running: Vec<Running>,
    numbers: Numbers,
    quota: Quota,
    book: Book,
    /// Whether the target has refused to move its clock.
    stuck: bool,
}

impl<'d> Queue<'d> {
    /// A queue of all cases. `salt` decides between those that may come in any order.
    pub fn new(demands: &'d [Demand], rules: Rules, salt: impl Fn(usize) -> u64) -> Queue<'d> {
        let mut order: Vec<usize> = (0..demands.len()).collect();
        order.sort_by_cached_key(|case| (phase(&demands[*case]), salt(*case), *case));
        let mut classes: Vec<Class<'d>> = Vec::new();
        let mut known: BTreeMap<Likeness<'_>, usize> = BTreeMap::new();
        let mut numbers = Numbers::new();
        for (place, case) in order.into_iter().enumerate() {
            let likeness = Likeness::of(&demands[case], &rules);
            let (never, limited) = (likeness.never, likeness.limited);
            let class = *known.entry(likeness).or_insert_with(|| {
                let mut own = Set::default();
                for thing in things(&demands[case]) {
                    own.insert(numbers.of(thing));
                }
                classes.push(Class {
                    cases: VecDeque::new(),
                    things: own,
                    people: people(&demands[case], &mut numbers),
                    never,
                    limited,
                    hindered: None,
                });
                classes.len() - 1
            });
            classes[class].cases.push_back((place, case));
        }
        let first = |(class, it): (usize, &Class<'_>)| Some((it.cases.front()?.0, class));
        let heads = classes.iter().enumerate().filter_map(first).collect();
        Queue {
            demands,
            quota: Quota::new(rules.sessions),
            rules,
            classes,
            heads,
            running: Vec::new(),
            numbers,
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
            let Some(hindrance) = self.hindered(class, case, now) else {
                if self.classes[class].things.is_disjoint(&kept) {
                    self.take(place, class);
                    return self.start(case, class);
                }
                continue;
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
        for spend in &running.spends {
            if let Some(allowed) = self.rules.limits.get(&spend.limit) {
                self.book.end(spend, allowed, now);
            }
        }
        if demand.alone {
            self.quota.forget_all();
        }
        for (who, how) in &demand.people {
            let broken = !sound && demand.readers.contains_key(who);
            if *how == Use::Exclusive || broken {
                self.quota.forget(who);
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

    fn start(&mut self, case: usize, class: usize) -> Next {
        let demand = &self.demands[case];
        for (who, how) in &demand.people {
            if *how == Use::Exclusive {
                self.quota.forget(who);
            }
        }
        let begins = self.begins(demand);
        let spends = spends(demand, &begins);
        let mut others: Vec<&mut Holder> =
            self.running.iter_mut().map(|it| &mut it.holder).collect();
        let holder = self.quota.start(demand, &mut others);
        for spend in &spends {
            if let Some(allowed) = self.rules.limits.get(&spend.limit) {
                self.book.begin(spend, allowed);
            }
        }
        self.running.push(Running {
            case,
            class,
            holder,
            spends,
        });
        Next::Start(Start {
            case,
            stale: self.quota.stale(),
            begins,
        })
    }

    fn begins(&self, demand: &Demand) -> Vec<Name> {
        let holders: Vec<&Holder> = self.running.iter().map(|it| &it.holder).collect();
        self.quota.begins(demand, &holders)
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
        let demand = &self.demands[case];
        let (mut things, mut until) = (Set::default(), None::<(Duration, Name)>);
        let others = || {
            self.running
                .iter()
                .map(|running| &self.demands[running.case])
        };
        if others().any(|other| other.alone) || (demand.alone && !self.running.is_empty()) {
            let things = Arc::new(Set::target());
            return Some(Hindrance {
                things,
                until: None,
            });
        }
        let class = &self.classes[class];
        let holders: Vec<&Holder> = self.running.iter().map(|it| &it.holder).collect();
        for person in &class.people {
            let mut uses = self
                .running
                .iter()
                .flat_map(|running| &self.classes[running.class].people)
                .filter(|other| other.account == person.account);
            if uses.any(|other| person.how.max(other.how) == Use::Exclusive) {
                things.insert(person.account);
            }
            if !self.quota.has_room(demand, person.who, &holders) {
                things.insert(person.sessions);
            }
        }
        let mut lacks = |thing: Thing| {
            if let Some(number) = self.numbers.known(&thing) {
                things.insert(number);
            }
        };
        for (who, count) in &demand.sockets {
            let open: u32 = others().filter_map(|other| other.sockets.get(who)).sum();
            if open > 0 && self.rules.sockets.is_some_and(|most| open + count > most) {
                lacks(Thing::Sockets(who.clone()));
            }
        }
        let spends = match class.limited {
            true => spends(demand, &self.begins(demand)),
            false => Vec::new(),
        };
        for spend in spends {
            let Some(allowed) = self.rules.limits.get(&spend.limit) else {
                continue;
            };
            let room = self.book.room(&spend, allowed, now);
            if room == Room::Enough {
                continue;
            }
            lacks(Thing::Limit(spend.limit.clone(), spend.key.clone()));
            if let Room::At(free) = room
                && until.as_ref().is_none_or(|(known, _)| *known < free)
            {
                until = Some((free, spend.limit.clone()));
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
