//! Whom a case uses: accounts that everybody has in common, and those that are its own.

use std::collections::{BTreeMap, BTreeSet};

use model::identity::{Attribute, Identity};
use model::metadata::Impact;
use model::name::Name;
use model::plan::{Case, Steps};
use model::role::{ANONYMOUS, Role, STRANGER};
use model::step::Step;
use model::target::Target;
use model::template::references;
use serde_json::Value;

use crate::act::role_of;
use crate::schedule::asked::{Asked, Walked};
use crate::schedule::reach::{Reach, logs_in, reach};

/// How a case uses an account that others use as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// Others may use it at the same time.
    Shared,
    /// Nobody else may.
    Exclusive,
}

/// The people of a case.
#[derive(Debug, Default)]
pub struct People {
    /// Accounts that others use as well.
    pub common: BTreeMap<Name, Use>,
    /// Identities that are made up and registered for this case alone.
    pub own: BTreeSet<Name>,
    /// Roles whose sessions are shared with other cases, by account.
    pub readers: BTreeMap<Name, BTreeSet<Name>>,
    /// Sessions that it begins itself, by account.
    pub logins: BTreeMap<Name, u32>,
}

impl People {
    /// The people of a case.
    pub fn of(target: &Target, case: &Case, (steps, walked): (&Steps, &Walked)) -> People {
        let changed = changed(target, steps);
        let mut people = People::default();
        for role in &walked.roles {
            let Role {
                identity,
                principal,
                ..
            } = Role::of(role);
            let Some(known) = target.identities.get(identity).and_then(Identity::known) else {
                continue;
            };
            if [ANONYMOUS, STRANGER].contains(&identity) || known.size.is_some() {
                continue;
            }
            let exclusive = case.about.impact >= Impact::Destroy || changed.contains(principal);
            if is_made_up(target, identity) && (exclusive || !reads(target, case, steps, principal))
            {
                people.own.insert(principal.to_owned());
                continue;
            }
            let how = match exclusive {
                true => Use::Exclusive,
                false => Use::Shared,
            };
            people.common.insert(principal.to_owned(), how);
            if !exclusive && reads(target, case, steps, principal) {
                let roles = people.readers.entry(principal.to_owned());
                roles.or_default().insert(role.clone());
            }
        }
        for asked in &walked.asked {
            let principal = Role::of(&asked.role).principal;
            let op = asked.op.as_deref().unwrap_or_default();
            let begins = people.common.contains_key(principal) && logs_in(target, op);
            if begins && !people.lends(asked) {
                *people.logins.entry(principal.to_owned()).or_default() += asked.times;
            }
        }
        people
    }

    /// Whether this belongs to a login whose session the case shares with others.
    pub fn lends(&self, asked: &Asked) -> bool {
        let roles = self.readers.get(Role::of(&asked.role).principal);
        asked.login && roles.is_some_and(|roles| roles.contains(&asked.role))
    }
}

/// Whether an identity is made up and registers: there may be many of it.
pub fn is_made_up(target: &Target, identity: &str) -> bool {
    let known = target.identities.get(identity).and_then(Identity::known);
    known.is_some_and(|known| {
        let given = |it: &Attribute| matches!(it, Attribute::Given(_) | Attribute::Text(_));
        known.register.is_some() && !known.attributes.values().any(given)
    })
}

/// Whether a case leaves the sessions of an account as they are, and so may share one.
fn reads(target: &Target, case: &Case, steps: &Steps, principal: &str) -> bool {
    let mut acts = steps
        .acts()
        .flat_map(|act| act.what.all().map(move |step| (act, step)));
    case.about.impact <= Impact::Mutate
        && acts.all(|(act, step)| match step {
            Step::Advance(_) | Step::Audit(_) => false,
            _ => {
                let role = step.part().who.clone().unwrap_or_else(|| role_of(act));
                let op = step.op().unwrap_or_default();
                Role::of(&role).principal != principal || reach(target, op) == Reach::None
            }
        })
}

/// The accounts that a case changes for all of their sessions.
fn changed(target: &Target, steps: &Steps) -> BTreeSet<Name> {
    let mut changed = BTreeSet::new();
    for act in steps.acts() {
        for step in act.what.all() {
            let op = step.op().unwrap_or_default();
            if reach(target, op) != Reach::Account {
                continue;
            }
            let role = step.part().who.clone().unwrap_or_else(|| role_of(act));
            changed.extend(whose(target, op, step, &role));
        }
    }
    changed
}

/// Whose account an operation changes: whom its input `email` names, or who asks.
fn whose(target: &Target, op: &str, step: &Step, role: &str) -> Vec<Name> {
    let operation = target.operations.get(op);
    let takes_email = operation.is_some_and(|op| op.inputs.contains_key("email"));
    if !takes_email {
        return vec![Role::of(role).principal.to_owned()];
    }
    let written = serde_json::to_value(step).unwrap_or(Value::Null);
    let named = references(&written).into_iter().filter_map(|name| {
        let (who, _) = name.strip_prefix("identities.")?.split_once('.')?;
        Some(Role::of(who).principal.to_owned())
    });
    let mut named: Vec<Name> = named.collect();
    if named.is_empty() {
        // A default, or what cannot be told: anybody.
        named.extend(target.identities.keys().cloned());
    }
    named
}
