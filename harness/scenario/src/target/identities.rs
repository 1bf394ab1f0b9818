//! Identities: secrets come from outside, members of a pool are unlike each other.

use model::identity::{Attribute, Identity, KnownIdentity};
use model::role;
use model::target::Target;

use crate::fault::Faults;
use crate::mask;
use crate::target::holds;
use crate::target::services::known_operation;
use crate::tree::Spot;

/// Names of roles that steps may use without an identity.
const TAKEN: &[&str] = &[role::ANONYMOUS, role::STRANGER];

/// The identity of which checks take members.
const POOL: &str = "pool";

/// Checks the identities.
pub(crate) fn check(target: &Target, spot: Spot<'_>, faults: &mut Faults) {
    for (name, identity) in &target.identities {
        let spot = spot.at(name);
        if TAKEN.contains(&name.as_str()) {
            faults
                .add(
                    spot.key(),
                    format!("`{name}` is a role that every target has"),
                )
                .cure("give the identity another name");
        }
        if name.contains('/') {
            faults
                .add(spot.key(), "the name of an identity has no slash")
                .cure("what follows a slash in a step is a session (`user/tab2`) or a member of a pool (`pool/2`)");
        }
        match identity.known() {
            Some(known) => {
                self::known(target, name, known, (spot, faults));
                holds::check(target, &known.holds, spot.at("holds"), faults);
            }
            None if name == POOL => lacks_size(spot, faults),
            None => {}
        }
    }
}

fn known(
    target: &Target,
    name: &str,
    known: &KnownIdentity,
    (spot, faults): (Spot<'_>, &mut Faults),
) {
    let mut attributes = known.attributes.values();
    let fresh = attributes.any(|attribute| matches!(attribute, Attribute::Fresh(_)));
    if let Some(register) = &known.register {
        let place = spot.at("register").value();
        match target.operations.get(register) {
            None => known_operation(target, register, place, faults),
            Some(operation) if operation.ws.is_some() || operation.over.is_some() => {
                faults
                    .add(place, format!("`{register}` is no request"))
                    .cure("an identity is registered by an HTTP operation, or a `run` of some");
            }
            Some(_) if !fresh => {
                faults
                    .add(spot.at("register").key(), format!("`{name}` would be registered again by the next run"))
                    .cure("a target knows it from then on: make an attribute anew, as in email: { fresh: email }");
            }
            Some(_) => {}
        }
    }
    match (known.size(), name == POOL) {
        (Some(_), _) if !known.accounts.is_empty() => accounts(known, (spot, faults)),
        (Some(_), _) if !fresh => {
            faults
                .add(
                    spot.at("size").key(),
                    format!("all members of `{name}` would be the same"),
                )
                .cure("make an attribute anew for each, as in email: { fresh: email }");
        }
        (None, true) => lacks_size(spot, faults),
        _ => {}
    }
    let mut all: Vec<_> = vec![(spot, &known.attributes)];
    let listed = spot.at("accounts");
    let each = known.accounts.iter().enumerate();
    all.extend(each.map(|(place, account)| (listed.item(place), account)));
    let all = all
        .into_iter()
        .flat_map(|(spot, attributes)| attributes.iter().map(move |it| (spot, it)));
    for (spot, (attribute, value)) in all {
        if matches!(value, Attribute::Text(_)) && mask::is_secret(attribute) {
            let variable = format!("{name}_{attribute}")
                .to_uppercase()
                .replace('-', "_");
            faults
                .add(
                    spot.at(attribute).value(),
                    format!("`{attribute}` stands in the file; secrets come from outside"),
                )
                .cure(format!(
                    "name an environment variable: {{ env: {variable} }}, or have it made up: {{ fresh: password }}"
                ));
        }
    }
}

/// Accounts that exist: nobody registers them, nothing of them is made up, and no two are the same.
fn accounts(known: &KnownIdentity, (spot, faults): (Spot<'_>, &mut Faults)) {
    for field in ["size", "register"] {
        if spot.at(field).is_there() {
            faults
                .add(
                    spot.at(field).key(),
                    format!("a pool with `accounts` has no `{field}`"),
                )
                .cure("its members are the accounts of the list, which the target knows already");
        }
    }
    let listed = spot.at("accounts");
    for (place, account) in known.accounts.iter().enumerate() {
        let made_up = account.iter().chain(&known.attributes);
        let mut made_up = made_up.filter(|(_, it)| matches!(it, Attribute::Fresh(_)));
        if let Some((attribute, _)) = made_up.next() {
            faults
                .add(
                    listed.item(place).value(),
                    format!("`{attribute}` is made up, and the account exists already"),
                )
                .cure("write it, or name an environment variable: { env: POOL_1_PASSWORD }");
        }
        if known.accounts[..place].contains(account) {
            faults
                .add(
                    listed.item(place).value(),
                    "the same account stands in the list twice",
                )
                .cure("two cases would disturb each other in it: write each once");
        }
    }
}

fn lacks_size(spot: Spot<'_>, faults: &mut Faults) {
    faults
        .add(spot.key(), "`pool` is the identity with many members")
        .cure("say how many a case may have (`size: 40`), list those that the target has (`accounts`), or give the identity another name");
}

/// True when `identity` has this attribute.
pub(crate) fn has(identity: &Identity, attribute: &str) -> bool {
    identity.attribute(attribute).is_some()
}

/// The attributes of all identities.
pub(crate) fn attributes(target: &Target) -> Vec<&str> {
    let known = target.identities.values().filter_map(Identity::known);
    let mut names: Vec<&str> = known
        .flat_map(|known| known.all().map(|(name, _)| name.as_str()))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
