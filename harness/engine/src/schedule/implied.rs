//! Set-up that no step names, by the rules of `prepare` and `enrol`: what yields inputs and credentials, and
//! registrations.

use indexmap::IndexMap;
use model::credential::CredentialValue;
use model::identity::Identity;
use model::name::Name;
use model::operation::{Input, Operation};
use model::role::{ANONYMOUS, Role};

use crate::bind::Doing;
use crate::credentials::needed;
use crate::schedule::reach::logs_in;
use crate::schedule::walk::{Part, Walk};
use crate::wallet::provider;

/// Chains of set-up deeper than this are refused when they run.
const DEEPEST: usize = 8;

impl Walk<'_> {
    /// What must be in hand before the request.
    pub(super) fn needs(&mut self, op: &Operation, doing: &Doing<'_>, times: u32) {
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
    pub(super) fn enrol(&mut self, role: &str, op: Option<&str>) {
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
            self.imply(&register, principal, 1);
        }
    }

    pub(super) fn keep(&mut self, role: &str, yields: &[Name]) {
        let kept = yields.iter().map(|name| (role.to_owned(), name.clone()));
        self.has.extend(kept);
    }
}
