//! Identities: secrets come from outside.

use model::target::{Attribute, Identity, Target};

use crate::fault::Faults;
use crate::mask;
use crate::tree::Spot;

/// Names of roles that steps may use without an identity.
const TAKEN: &[&str] = &["anonymous", "stranger"];

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
        let Identity::Known(known) = identity else {
            continue;
        };
        for credential in known.holds.keys() {
            if !target.credentials.contains_key(credential) {
                let place = spot.at("holds").at(credential).key();
                let all = target.credentials.keys().map(String::as_str);
                faults.unknown(place, "credential", credential, all);
            }
        }
        for (attribute, value) in &known.attributes {
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
                        "name an environment variable: {{ env: {variable} }}"
                    ));
            }
        }
    }
}

/// True when `identity` has this attribute.
pub(crate) fn has(identity: &Identity, attribute: &str) -> bool {
    match identity {
        Identity::Visitor(_) => false,
        Identity::Known(known) => known.attributes.contains_key(attribute),
    }
}

/// The attributes of all identities.
pub(crate) fn attributes(target: &Target) -> Vec<&str> {
    let known = target
        .identities
        .values()
        .filter_map(|identity| match identity {
            Identity::Known(known) => Some(known),
            Identity::Visitor(_) => None,
        });
    let mut names: Vec<&str> = known
        .flat_map(|known| known.attributes.keys().map(String::as_str))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
