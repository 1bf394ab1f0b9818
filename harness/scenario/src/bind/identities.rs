//! Whether the target has the identities that a step acts as, with the attributes that are used.

use std::collections::{HashMap, HashSet};

use model::credential::{CredentialUse, CredentialValue};
use model::identity::Identity;
use model::operation::Input;
use model::role::{DEFAULT, Member, Role};
use model::step::Step;
use model::target::Target;
use serde_json::Value;

use crate::references::Name;
use crate::target::{TargetFile, has_attribute};

/// Which attributes of identities each operation uses by itself.
pub(crate) struct Uses<'t> {
    target: &'t Target,
    attributes: HashMap<&'t str, Vec<&'t str>>,
}

impl<'t> Uses<'t> {
    /// Reads them off the target.
    pub(crate) fn of(target: &'t TargetFile) -> Uses<'t> {
        let mut attributes: HashMap<&str, Vec<&str>> = HashMap::new();
        let operations = target.json()["operations"].as_object();
        for (name, operation) in operations.into_iter().flatten() {
            let used = attributes.entry(name).or_default();
            each_name(operation, &mut |name| {
                if let Name::Identity(attribute) = name {
                    used.push(attribute);
                }
            });
        }
        Uses {
            target: &target.target,
            attributes,
        }
    }

    /// Which identity, or attribute of one, the target lacks for this step.
    pub(crate) fn missing(&self, step: &Step) -> Option<String> {
        let who = step.part().who.as_deref();
        let acts = matches!(
            step,
            Step::Call(_) | Step::Http(_) | Step::Open(_) | Step::Broadcast(_) | Step::Draw(_)
        );
        // On an open socket, who opened it acts.
        let role = match (who, acts) {
            (Some(role), _) => Some(role),
            (None, true) => Some(DEFAULT),
            (None, false) => None,
        };
        let others = uses(step).iter().filter_map(|used| match &used.value {
            CredentialValue::Of(role) => Some(role.as_str()),
            _ => None,
        });
        let unknown = role
            .into_iter()
            .chain(others)
            .find_map(|role| self.unknown(role));
        unknown
            .or_else(|| self.too_many(step))
            .or_else(|| self.attribute(role.unwrap_or(DEFAULT), step))
    }

    /// Why a pool is too small for the copies of a step that takes another member for each.
    fn too_many(&self, step: &Step) -> Option<String> {
        let (step, copies) = match step {
            Step::Open(open) => (step, open.count?),
            Step::Burst(burst) => (burst.what.as_deref()?, burst.times?),
            _ => return None,
        };
        let Role {
            identity, member, ..
        } = Role::of(step.part().who.as_deref()?);
        let size = self.target.identities.get(identity)?.size()?;
        (member == Some(Member::Each) && copies > size).then(|| {
            format!(
                "identity `{identity}` has {size} members in this target, and the check takes {copies}"
            )
        })
    }

    /// Why nobody can act as this.
    fn unknown(&self, role: &str) -> Option<String> {
        let Role {
            identity, member, ..
        } = Role::of(role);
        if Role::of(role).is_nobody() {
            return None;
        }
        let Some(known) = self.target.identities.get(identity) else {
            return Some(format!("the target has no identity `{identity}`"));
        };
        match (known.size(), member) {
            (None, Some(_)) => Some(format!(
                "identity `{identity}` has no members (`size`) in this target"
            )),
            (Some(size), Some(Member::Number(number))) if number == 0 || number > size => {
                Some(format!(
                    "identity `{identity}` has {size} members in this target, and the check uses `{role}`"
                ))
            }
            _ => None,
        }
    }

    fn attribute(&self, role: &str, step: &Step) -> Option<String> {
        let who = Role::of(role).identity;
        if let Some(identity) = self.target.identities.get(who)
            && let Some((operation, attribute)) = self.lacking(identity, step.op())
        {
            return Some(format!(
                "identity `{who}` has no `{attribute}`, which operation `{operation}` uses"
            ));
        }
        let written = serde_json::to_value(step).unwrap_or(Value::Null);
        let mut missing = None;
        each_name(&written, &mut |name| {
            let (role, attribute) = match name {
                Name::Identity(attribute) => (role, attribute),
                Name::Identities(role, attribute) => (role, attribute),
                _ => return,
            };
            let who = Role::of(role);
            let has = match self.target.identities.get(who.identity) {
                Some(identity) => has_attribute(identity, attribute),
                None => who.is_nobody(),
            };
            if missing.is_none() {
                missing = self.unknown(role).or_else(|| {
                    (!has).then(|| format!("identity `{}` has no `{attribute}`", who.identity))
                });
            }
        });
        missing
    }

    /// An operation that is done for this one, and an attribute that it uses and `identity` lacks.
    fn lacking(&self, identity: &Identity, op: Option<&'_ str>) -> Option<(&'t str, &'t str)> {
        let (first, _) = self.target.operations.get_key_value(op?)?;
        let mut waiting = vec![first.as_str()];
        let register = identity.register();
        let register = register.and_then(|name| self.target.operations.get_key_value(name));
        waiting.extend(register.map(|(name, _)| name.as_str()));
        let mut seen = HashSet::new();
        while let Some(name) = waiting.pop() {
            let Some(operation) = self.target.operations.get(name) else {
                continue;
            };
            if !seen.insert(name) {
                continue;
            }
            let used = self.attributes.get(name).into_iter().flatten();
            if let Some(lacking) = used.copied().find(|used| !has_attribute(identity, used)) {
                return Some((name, lacking));
            }
            waiting.extend(operation.run.iter().map(String::as_str));
            for input in operation.inputs.values() {
                if let Input::From(given) = input {
                    waiting.push(&given.from);
                }
            }
            for (credential, _) in operation.needs.iter().flat_map(|need| need.entries()) {
                if identity.holds(credential).is_none() {
                    let credential = self.target.credentials.get(credential);
                    waiting.extend(credential.and_then(|credential| credential.from.as_deref()));
                }
            }
        }
        None
    }
}

fn uses(step: &Step) -> &[CredentialUse] {
    match step {
        Step::Call(call) => &call.credential,
        Step::Open(open) => &open.credential,
        _ => &[],
    }
}

/// Every name that `value` refers to.
fn each_name<'v>(value: &'v Value, found: &mut dyn FnMut(Name<'v>)) {
    for name in model::template::references(value) {
        found(Name::of(name));
    }
}
