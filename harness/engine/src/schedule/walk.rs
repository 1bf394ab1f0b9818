//! The requests of a case before any is sent: its acts, and the set-up that they imply. Where an outcome
//! decides how it goes on, the way with more requests is taken.

use std::collections::HashSet;

use indexmap::IndexMap;
use model::name::Name;
use model::operation::Action;
use model::plan::{Act, Steps, Tag};
use model::role::Role;
use model::sampling::Layout;
use model::step::{Burst, Race, Sample, Shape, Step};
use model::target::Target;

use crate::act::role_of;
use crate::bind::Doing;
use crate::enrol::others;
use crate::members::numbered;
use crate::message::greeting;
use crate::patience;
use crate::schedule::asked::{Asked, Walked};

/// Windows that a burst waits for at most.
const WINDOWS: usize = 3;
/// What a burst without an end of its own does at most.
const MOST: u32 = 10_000;

/// Walks through a case.
pub fn walk(target: &Target, steps: &Steps) -> Walked {
    let mut walk = Walk {
        target,
        underway: Vec::new(),
        walked: Walked::default(),
        has: HashSet::new(),
        yielded: HashSet::new(),
        enrolled: HashSet::new(),
        open: IndexMap::new(),
        act: Part::default(),
        depth: 0,
        batch: 0,
    };
    for batch in 1..steps.batches {
        for act in steps.before.iter().chain(&steps.inner) {
            walk.perform(act);
        }
        walk.afresh(batch);
    }
    for act in steps.acts() {
        walk.perform(act);
    }
    walk.walked
}

/// The part of what is being walked through.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    pub(super) from: Option<Name>,
    pub(super) fills: Option<Name>,
    pub(super) judged: bool,
}

/// On its way through a case.
pub(super) struct Walk<'t> {
    pub(super) target: &'t Target,
    /// What those before it in a chain have yielded.
    pub(super) underway: Vec<&'t Name>,
    pub(super) walked: Walked,
    /// Credentials in hand: role, credential.
    pub(super) has: HashSet<(Name, Name)>,
    /// What was run for an input: role, operation.
    pub(super) yielded: HashSet<(Name, Name)>,
    pub(super) enrolled: HashSet<Name>,
    /// Named sockets that are open: by whom, and how many.
    open: IndexMap<Name, (Name, u32)>,
    pub(super) act: Part,
    pub(super) depth: usize,
    batch: u32,
}

impl<'t> Walk<'t> {
    fn perform(&mut self, act: &Act) {
        let role = role_of(act);
        let part = act.what.part();
        self.act = Part {
            from: part.from.clone(),
            fills: None,
            judged: matches!(act.tag, Tag::Probe(_) | Tag::ControlRefused),
        };
        let times = match part.patience {
            Some(_) => patience::attempts(self.target.contract.effect),
            None => 1,
        };
        self.step(&act.what, &role, times);
        if let Step::Advance(_) = act.what {
            // What has expired is fetched again.
            self.has.clear();
            self.yielded.clear();
        }
    }

    /// The next batch of a race has nothing of the last: members of pools are others.
    fn afresh(&mut self, batch: u32) {
        self.batch = batch;
        self.has.clear();
        self.yielded.clear();
        self.open.clear();
        let target = self.target;
        let pool = |role: &Name| {
            let known = target.identities.get(Role::of(role).identity);
            known.is_some_and(|known| known.size().is_some())
        };
        self.enrolled.retain(|role| !pool(role));
    }

    fn race(&mut self, race: &Race, role: &str) {
        let from = self.act.from.take();
        for lane in race.lanes.values() {
            let what = lane.what.as_ref();
            let role = what.part().who.as_deref().unwrap_or(role);
            let from = what.part().from.as_ref().or(from.as_ref());
            for number in 1..=u64::from(lane.times.unwrap_or(1)) {
                self.act.from = from.map(|from| numbered(from, number));
                self.step(what, &numbered(role, number), 1);
            }
        }
    }

    /// All pairs of a sample; half of what it sends is of one class, but for the controls.
    fn sample(&mut self, sample: &Sample, role: &str) {
        let layout = Layout::of(self.target, sample);
        let blocks = layout.blocks().max(1);
        let of_block = match layout.addresses {
            true => layout.per_block,
            false => layout.pairs.div_ceil(blocks),
        };
        for block in 0..blocks {
            for class in sample.classes.values() {
                let what = class.what.as_ref();
                let role = what.part().who.as_deref().unwrap_or(role);
                self.act.from = layout.addresses.then(|| format!("block {block}"));
                self.step(what, &numbered(role, layout.member(block)), of_block);
            }
        }
    }

    fn step(&mut self, step: &Step, role: &str, times: u32) {
        for who in others(step) {
            self.enrol(&who, None);
        }
        match step {
            Step::Burst(burst) => return self.burst(burst, role),
            Step::Race(race) => return self.race(race, role),
            Step::Sample(sample) => return self.sample(sample, role),
            Step::Call(call) => {
                self.enrol(role, Some(&call.op));
                let taken = self.operate(&Doing::of_call(call, role), times);
                if !self.act.judged {
                    self.keep(role, &taken);
                }
            }
            Step::Http(_) => {
                self.enrol(role, None);
                self.ask(None, role, times);
            }
            Step::Open(open) => {
                let count = open.count.unwrap_or(1);
                for number in 1..=count {
                    let role = numbered(role, number.into());
                    self.enrol(&role, Some(&open.op));
                    let doing = Doing {
                        op: &open.op,
                        role: &role,
                        with: &open.with,
                        uses: &open.credential,
                        from: None,
                        page: crate::page::Page::default(),
                    };
                    self.operate(&doing, times);
                    let target = self.target;
                    let op = target.operations.get(&open.op).filter(|_| !open.silent);
                    if let Some(greeting) = op.and_then(|op| greeting(target, op, &open.op)) {
                        self.message(greeting, &role, times);
                    }
                    self.opened(open.socket.as_deref(), &role);
                }
            }
            Step::Send(send) => {
                let owner = self.open.get(&send.socket).map(|(role, _)| role.clone());
                let role = owner.unwrap_or_else(|| role.to_owned());
                if let Some(op) = &send.op {
                    self.message(op, &role, times);
                }
            }
            Step::Broadcast(step) => {
                self.enrol(role, Some(&step.op));
                let times = step.times.unwrap_or(1);
                let doing = Doing::own(&step.op, role, &step.with);
                self.operate(&doing, times);
            }
            Step::HangUp(step) => self.closed(&step.socket),
            Step::Draw(draw) => {
                self.enrol(role, None);
                let (with, from) = (IndexMap::new(), self.act.from.take());
                for number in 1..=u64::from(draw.times) {
                    self.act.from = from.as_ref().map(|from| numbered(from, number));
                    for op in [&draw.send, &draw.read] {
                        self.operate(&Doing::own(op, role, &with), 1);
                    }
                }
            }
            Step::Audit(_) => {
                if let Some(hook) = &self.target.hooks.audit {
                    let with = IndexMap::new();
                    let times = patience::attempts(self.target.contract.effect);
                    self.operate(&Doing::own(&hook.op, role, &with), times);
                }
            }
            Step::Advance(_) => self.move_clock(role),
            _ => {}
        }
        self.meet(role);
    }

    fn move_clock(&mut self, role: &str) {
        if let Some(hook) = &self.target.hooks.clock {
            let with = IndexMap::new();
            self.operate(&Doing::own(&hook.op, role, &with), 1);
        }
    }

    fn burst(&mut self, burst: &Burst, role: &str) {
        let Some(what) = burst.what.as_deref() else {
            return;
        };
        let limit = burst.limit.as_ref();
        let declared = limit.and_then(|name| self.target.contract.limits.get(name));
        let times = match declared {
            Some(limit) => burst.shape.unwrap_or_default().attempts(limit.requests),
            None => burst.times.unwrap_or(MOST),
        };
        let inner = what.part();
        self.act.fills = limit.cloned();
        self.act.from = inner.from.clone().or(self.act.from.take());
        let role = inner.who.clone().unwrap_or_else(|| role.to_owned());
        let from = self.act.from.take();
        let each = |name: &str| numbered(name, 1) != name;
        if !each(&role) && !from.as_deref().is_some_and(each) {
            self.act.from = from;
            self.step(what, &role, times);
            if matches!(burst.shape, Some(Shape::Edge | Shape::Recovery)) {
                // What expires while windows pass is fetched again.
                for _ in 0..WINDOWS {
                    self.has.clear();
                    self.step(what, &role, 1);
                }
            }
            return;
        }
        for number in 1..=u64::from(times) {
            self.act.from = from.as_ref().map(|from| numbered(from, number));
            self.step(what, &numbered(&role, number), 1);
        }
    }

    /// One operation with what it needs; the credentials that it yields.
    pub(super) fn operate(&mut self, doing: &Doing<'_>, times: u32) -> Vec<Name> {
        let target: &'t Target = self.target;
        let Some(op) = target.operations.get(doing.op) else {
            return Vec::new();
        };
        self.meet(doing.role);
        let mut yields = Vec::new();
        match op.action() {
            Some(Action::Run(chain)) => {
                let before = self.underway.len();
                for link in chain {
                    yields.extend(self.operate(&Doing { op: link, ..*doing }, times));
                    let link = target.operations.get(link);
                    self.underway
                        .extend(link.into_iter().flat_map(|it| it.outputs.keys()));
                }
                self.underway.truncate(before);
            }
            Some(Action::Message(..)) => self.message(doing.op, doing.role, times),
            Some(_) => {
                self.needs(op, doing, times);
                self.ask(Some(doing.op), doing.role, times);
            }
            None => {}
        }
        for ended in &op.ends {
            self.has.remove(&(doing.role.to_owned(), ended.clone()));
        }
        if !op.ends.is_empty() {
            self.yielded.retain(|(role, _)| role != doing.role);
        }
        let credentials = &self.target.credentials;
        let own = op.outputs.keys();
        yields.extend(own.filter(|it| credentials.contains_key(*it)).cloned());
        yields
    }

    fn message(&mut self, op: &str, role: &str, times: u32) {
        self.ask(Some(op), role, times);
    }

    fn opened(&mut self, socket: Option<&str>, role: &str) {
        let name = socket.unwrap_or_default();
        self.open
            .entry(name.to_owned())
            .or_insert_with(|| (role.to_owned(), 0))
            .1 += 1;
        let now = |who: &str| -> u32 {
            let of = self.open.values().filter(|(role, _)| role == who);
            of.map(|(_, count)| count).sum()
        };
        let now = now(role);
        let most = self.walked.sockets.entry(role.to_owned()).or_default();
        *most = (*most).max(now);
        if socket.is_none() {
            self.open.shift_remove(name);
        }
    }

    /// A socket ends, or all of a set, or one of it.
    fn closed(&mut self, socket: &str) {
        if self.open.shift_remove(socket).is_some() {
            return;
        }
        let set = socket.rsplit_once('/').map_or(socket, |(set, _)| set);
        if let Some((_, count)) = self.open.get_mut(set) {
            *count = count.saturating_sub(1);
        }
    }

    pub(super) fn meet(&mut self, role: &str) {
        if !self.walked.roles.iter().any(|known| known == role) {
            self.walked.roles.push(role.to_owned());
        }
    }

    fn ask(&mut self, op: Option<&str>, role: &str, times: u32) {
        self.walked.asked.push(Asked {
            op: op.map(str::to_owned),
            role: role.to_owned(),
            from: self.act.from.clone(),
            times,
            fills: self.act.fills.clone(),
            judged: self.act.judged,
            login: false,
            batch: self.batch,
        });
    }
}
