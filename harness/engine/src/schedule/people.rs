//! Whom a case uses: accounts that everybody has in common, and those that are its own.

use std::collections::{BTreeMap, BTreeSet};

use model::identity::{Attribute, Identity};
use model::metadata::Impact;
use model::name::Name;
use model::plan::{Case, Recipe, Steps, Work};
use model::role::{ANONYMOUS, Member, Role, STRANGER};
use model::step::Step;
use model::target::Target;
use model::template::references;
use serde_json::Value;

use crate::act::role_of;
use crate::fresh::salt;
use crate::schedule::asked::{Asked, Walked};
use crate::schedule::reach::{Reach, logs_in, reach};
use crate::schedule::walk::walk;

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
    /// Members of pools that have accounts of the target already: which account each is.
    pub leased: BTreeMap<Name, Leased>,
    /// Roles whose sessions are shared with other cases, by account.
    pub readers: BTreeMap<Name, BTreeSet<Name>>,
    /// Sessions that it begins itself, by account.
    pub logins: BTreeMap<Name, u32>,
}

/// One of the accounts of a pool.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leased {
    /// Its place in the list of the target file, from 0.
    pub place: usize,
    /// What all cases call it.
    pub account: Name,
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
            if !known.accounts.is_empty() {
                people.lease(case, role, known.accounts.len());
                continue;
            }
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
            let account = people.account(principal).cloned();
            if let Some(account) = account.filter(|_| logs_in(target, op) && !people.lends(asked)) {
                *people.logins.entry(account).or_default() += asked.times;
            }
        }
        people
    }

    /// Takes one of a pool's accounts for a member. Which one depends on the case alone, so that nothing
    /// else decides whom it meets; the next case with the same account waits.
    fn lease(&mut self, case: &Case, role: &str, accounts: usize) {
        let Role {
            identity,
            principal,
            member,
        } = Role::of(role);
        if member == Some(Member::Each) || self.leased.contains_key(principal) {
            return;
        }
        let of_pool = |name: &&Name| Role::of(name).identity == identity;
        let taken = self.leased.keys().filter(of_pool).count();
        let first = usize::try_from(salt(0, &case.id.0)).unwrap_or_default() % accounts;
        let place = (first + taken) % accounts;
        let account = format!("{identity}, account {}", place + 1);
        self.common.insert(account.clone(), Use::Exclusive);
        let leased = Leased { place, account };
        self.leased.insert(principal.to_owned(), leased);
    }

    /// What all cases call the account of this one, if others use it as well.
    pub fn account(&self, principal: &str) -> Option<&Name> {
        let leased = self.leased.get(principal).map(|leased| &leased.account);
        leased.or_else(|| Some(self.common.get_key_value(principal)?.0))
    }

    /// Whether this belongs to a login whose session the case shares with others.
    pub fn lends(&self, asked: &Asked) -> bool {
        let roles = self.readers.get(Role::of(&asked.role).principal);
        asked.login && roles.is_some_and(|roles| roles.contains(&asked.role))
    }
}

/// Why a case takes more members of a pool than the pool has accounts.
pub fn crowd(target: &Target, case: &Case) -> Option<String> {
    let Work::Run(Recipe::Steps(steps)) = &case.work else {
        return None;
    };
    let known = |identity: &Identity| identity.known().map(|known| known.accounts.len());
    let mut pools = target.identities.iter();
    if !pools.any(|(_, identity)| known(identity) > Some(0)) {
        return None;
    }
    let people = People::of(target, case, (steps, &walk(target, steps)));
    let mut pools = target.identities.iter();
    pools.find_map(|(pool, identity)| {
        let accounts = known(identity).filter(|count| *count > 0)?;
        let members = people.leased.keys();
        let taken = members.filter(|member| Role::of(member).identity == pool);
        let taken = taken.count();
        (taken > accounts).then(|| {
            format!("identity `{pool}` has {accounts} accounts in this target, and the check takes {taken}")
        })
    })
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

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What a case of this name does as two members of a pool that has five accounts.
    fn people(id: &str) -> People {
        let accounts: Vec<_> = (1..=5)
            .map(|n| json!({ "email": format!("m{n}@x.test") }))
            .collect();
        let target = json!({
            "name": "t", "services": {}, "scope": { "hosts": [] },
            "identities": { "pool": { "accounts": accounts } },
            "operations": { "whoami": { "get": "/me" } },
        });
        let act = |number, who: &str| {
            json!({
                "number": number, "step": number, "tag": "setup",
                "what": { "call": { "op": "whoami", "as": who } },
            })
        };
        let acts = [act(1, "pool"), act(2, "pool/1/tab2"), act(3, "pool")];
        let case = json!({
            "id": id, "rows": {},
            "about": {
                "check": "a/b", "title": "t", "status": "stable", "severity": "low", "class": null,
                "impact": "read", "references": [], "what": null, "why": null, "remedy": null, "file": "f",
            },
            "work": { "run": { "steps": {
                "values": {}, "before": acts, "inner": [], "after": [], "expect": [],
            } } },
        });
        let target: Target = serde_json::from_value(target).unwrap_or_else(|e| panic!("{e}"));
        let case: Case = serde_json::from_value(case).unwrap_or_else(|e| panic!("{e}"));
        let Work::Run(Recipe::Steps(steps)) = &case.work else {
            panic!("it is run");
        };
        assert_eq!(crowd(&target, &case), None);
        People::of(&target, &case, (steps, &walk(&target, steps)))
    }

    #[test]
    fn members_are_different_accounts_and_nobody_else_has_them() {
        let mut used = BTreeSet::new();
        for number in 0..40 {
            let people = people(&format!("a/b#{number}"));
            let places: BTreeSet<usize> = people.leased.values().map(|it| it.place).collect();
            assert_eq!(places.len(), 2);
            assert_eq!(people.common.len(), 2);
            assert!(people.common.values().all(|how| *how == Use::Exclusive));
            for (member, leased) in &people.leased {
                assert_eq!(people.account(member), Some(&leased.account));
                assert!(people.common.contains_key(&leased.account));
            }
            used.extend(places);
        }
        // No account lies idle.
        assert_eq!(used.len(), 5);
    }
}
