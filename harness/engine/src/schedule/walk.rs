//! The requests of a case before any is sent: its acts, and the set-up that they imply, by the rules of
//! `prepare` and `enrol`. Where an outcome decides how it goes on, the way with more requests is taken.

use std::collections::HashSet;

use indexmap::IndexMap;
use model::credential::CredentialValue;
use model::identity::Identity;
use model::name::Name;
use model::operation::{Action, Input, Operation};
use model::plan::{Act, Steps, Tag};
use model::role::{ANONYMOUS, Role};
use model::step::{Burst, Step};
use model::target::Target;

use crate::act::role_of;
use crate::bind::Doing;
use crate::credentials::needed;
use crate::enrol::others;
use crate::members::numbered;
use crate::patience;
use crate::schedule::reach::logs_in;
use crate::wallet::provider;

/// Chains of set-up deeper than this are refused when they run.
const DEEPEST: usize = 8;
/// What a burst without an end of its own does at most.
const MOST: u32 = 10_000;

/// An operation that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The operation; none for a request that is spelled out.
    pub op: Option<Name>,
    /// As whom.
    pub role: Name,
    /// From which symbolic address.
    pub from: Option<Name>,
    /// How often.
    pub times: u32,
    /// The limit that a burst means to use up.
    pub fills: Option<Name>,
    /// True when it may fail: a probe, or what must be refused.
    pub judged: bool,
    /// True when it belongs to a login that no step asks for.
    pub login: bool,
}

/// All that a case asks for.
#[derive(Debug, Default)]
pub struct Walked {
    /// In order.
    pub asked: Vec<Asked>,
    /// Sockets that are open at one time, by role.
    pub sockets: IndexMap<Name, u32>,
    /// Everybody who has a part in it.
    pub roles: Vec<Name>,
}

impl Walked {
    /// How many register.
    pub fn registered(&self) -> u32 {
        let named = |asked: &&Asked| asked.op.as_deref() == Some("register");
        self.asked
            .iter()
            .filter(named)
            .map(|asked| asked.times)
            .sum()
    }
}

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
    };
    for act in steps.acts() {
        walk.perform(act);
    }
    walk.walked
}

/// The part of what is being walked through.
#[derive(Debug, Clone, Default)]
struct Part {
    from: Option<Name>,
    fills: Option<Name>,
    judged: bool,
}

struct Walk<'t> {
    target: &'t Target,
    /// What those before it in a chain have yielded.
    underway: Vec<&'t Name>,
    walked: Walked,
    /// Credentials in hand: role, credential.
    has: HashSet<(Name, Name)>,
    /// What was run for an input: role, operation.
    yielded: HashSet<(Name, Name)>,
    enrolled: HashSet<Name>,
    /// Named sockets that are open: by whom, and how many.
    open: IndexMap<Name, (Name, u32)>,
    act: Part,
    depth: usize,
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

    fn step(&mut self, step: &Step, role: &str, times: u32) {
        for who in others(step) {
            self.enrol(&who, None);
        }
        match step {
            Step::Burst(burst) => return self.burst(burst, role),
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
            return self.step(what, &role, times);
        }
        for number in 1..=u64::from(times) {
            self.act.from = from.as_ref().map(|from| numbered(from, number));
            self.step(what, &numbered(&role, number), 1);
        }
    }

    /// One operation with what it needs; the credentials that it yields.
    fn operate(&mut self, doing: &Doing<'_>, times: u32) -> Vec<Name> {
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

    /// What must be in hand before the request.
    fn needs(&mut self, op: &Operation, doing: &Doing<'_>, times: u32) {
        for (name, input) in &op.inputs {
            if let Input::From(from) = input
                && !doing.with.contains_key(name)
                && !self.underway.contains(&name)
            {
                let role = provider(doing.role).to_owned();
                if self.yielded.insert((role.clone(), from.from.clone())) {
                    self.imply(&from.from, &role, 1);
                }
            }
        }
        let target = self.target;
        for needed in needed(target, op, doing).unwrap_or_default() {
            for used in &needed.uses {
                let (role, name) = match &used.value {
                    CredentialValue::None | CredentialValue::Empty | CredentialValue::Value(_) => {
                        continue;
                    }
                    CredentialValue::Of(role) => (role.as_str(), needed.name),
                    CredentialValue::Kind(kind) => (doing.role, kind.as_str()),
                    _ => (doing.role, used.name),
                };
                if role == doing.role && doing.with.contains_key(name) {
                    continue;
                }
                self.credential(role, name, times);
            }
        }
    }

    fn credential(&mut self, role: &str, name: &str, times: u32) {
        let Some(credential) = self.target.credentials.get(name) else {
            return;
        };
        let held = self.target.identities.get(Role::of(role).identity);
        let held = held.is_some_and(|identity| identity.holds(name).is_some());
        let key = (role.to_owned(), name.to_owned());
        let (Some(from), false, false) = (&credential.from, held, self.has.contains(&key)) else {
            return;
        };
        let often = if credential.single_use { times } else { 1 };
        self.imply(from, role, often);
        if credential.single_use {
            self.has.remove(&key);
        }
    }

    fn imply(&mut self, op: &str, role: &str, times: u32) {
        if self.depth >= DEEPEST || role == ANONYMOUS {
            return;
        }
        self.depth += 1;
        self.enrol(role, Some(op));
        let part = Part {
            from: self.act.from.clone(),
            ..Part::default()
        };
        let act = std::mem::replace(&mut self.act, part);
        let first = self.walked.asked.len();
        let with = IndexMap::new();
        let yields = self.operate(&Doing::own(op, role, &with), times);
        let login = logs_in(self.target, op);
        for asked in self.walked.asked.iter_mut().skip(first) {
            asked.login |= login && asked.role == role;
        }
        self.keep(role, &yields);
        self.act = act;
        self.depth -= 1;
    }

    /// Registration of whoever wants that, once in a case.
    fn enrol(&mut self, role: &str, op: Option<&str>) {
        self.meet(role);
        let Role {
            identity,
            principal,
            ..
        } = Role::of(role);
        let identity = self.target.identities.get(identity);
        let Some(register) = identity.and_then(Identity::register).map(str::to_owned) else {
            return;
        };
        if op != Some(&register) && self.enrolled.insert(principal.to_owned()) {
            self.imply(&register, &principal.to_owned(), 1);
        }
    }

    fn keep(&mut self, role: &str, yields: &[Name]) {
        let kept = yields.iter().map(|name| (role.to_owned(), name.clone()));
        self.has.extend(kept);
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

    fn meet(&mut self, role: &str) {
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
        });
    }
}
