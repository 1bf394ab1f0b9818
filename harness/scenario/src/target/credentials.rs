//! Credentials: where they come from, where they stand, what signs them.

use model::credential::{Combine, Credential, NamedPlace, Place};
use model::operation::Operation;
use model::target::Target;

use crate::fault::Faults;
use crate::target::services::known_operation;
use crate::target::yields;
use crate::tree::Spot;

/// Checks the credentials, and the places that operations give them.
pub(crate) fn check(target: &Target, top: Spot<'_>, faults: &mut Faults) {
    for (name, credential) in &target.credentials {
        let spot = top.at("credentials").at(name);
        check_from(target, name, credential, (spot, faults));
        if let Some(key) = &credential.signed_by
            && !target.keys.contains_key(key)
        {
            let known = target.keys.keys().map(String::as_str);
            faults.unknown(spot.at("signed-by").value(), "key", key, known);
        }
        places(&credential.places, spot.at("places"), faults);
        if let (Some(combine), [_]) = (credential.combine, credential.places.as_slice())
            && combine != Combine::Undeclared
        {
            faults
                .add(spot.at("combine").key(), format!("`{name}` has one place"))
                .cure("`combine` says what becomes of several: write the others, or leave it out");
        }
        if credential.single_use && credential.from.is_none() {
            faults
                .add(spot.at("single-use").key(), "nothing yields another one")
                .cure("name the operation that does: `from: OPERATION`");
        }
        if let Some(ends_by) = &credential.ends_by {
            known_operation(target, ends_by, spot.at("ends-by").value(), faults);
        }
    }
    for (name, operation) in &target.operations {
        named_by(target, operation, top.at("operations").at(name), faults);
        let needs = top.at("operations").at(name).at("needs");
        for (index, need) in operation.needs.iter().enumerate() {
            for (credential, own) in need.entries() {
                let spot = match own {
                    Some(_) => needs.item(index).at(credential),
                    None => needs.item(index),
                };
                if !target.credentials.contains_key(credential) {
                    let known = target.credentials.keys().map(String::as_str);
                    let place = match own {
                        Some(_) => spot.key(),
                        None => spot.value(),
                    };
                    faults.unknown(place, "credential", credential, known);
                }
                if let Some(own) = own {
                    places(own, spot.at("places"), faults);
                }
            }
        }
    }
}

/// The credentials that it takes in place of the first, and those that it ends.
fn named_by(target: &Target, operation: &Operation, spot: Spot<'_>, faults: &mut Faults) {
    let lists = [("instead", &operation.instead), ("ends", &operation.ends)];
    for (field, names) in lists {
        for (index, name) in names.iter().enumerate() {
            if !target.credentials.contains_key(name) {
                let known = target.credentials.keys().map(String::as_str);
                let place = spot.at(field).item(index).value();
                faults.unknown(place, "credential", name, known);
            }
        }
    }
    let needs = || operation.needs.iter().flat_map(|need| need.entries());
    if !operation.instead.is_empty() && operation.needs.is_empty() {
        faults
            .add(spot.at("instead").key(), "it needs no credential")
            .cure("`instead` stands beside `needs`, and takes the place of the first there");
    }
    for (index, name) in operation.instead.iter().enumerate() {
        if needs().any(|(needed, _)| needed == name) {
            faults
                .add(
                    spot.at("instead").item(index).value(),
                    format!("it needs `{name}` itself"),
                )
                .also(spot.at("needs").key(), "here");
        }
    }
}

fn check_from(
    target: &Target,
    name: &str,
    credential: &Credential,
    (spot, faults): (Spot<'_>, &mut Faults),
) {
    let Some(from) = &credential.from else {
        return;
    };
    let place = spot.at("from").value();
    if !target.operations.contains_key(from) {
        return known_operation(target, from, place, faults);
    }
    if !yields(target, from).contains(&name) {
        faults
            .add(place, format!("operation `{from}` has no output `{name}`"))
            .cure(format!("tell where `{name}` is found in its `outputs`"));
    }
}

fn places(places: &[Place], spot: Spot<'_>, faults: &mut Faults) {
    if places.is_empty() {
        faults
            .add(spot.value(), "a credential needs a place")
            .cure("write where it stands: `bearer`, or { cookie: NAME }, { header: NAME }, …");
    }
    for (index, place) in places.iter().enumerate() {
        if let Place::Named(place) = place {
            named(place, spot.item(index), faults);
        }
    }
}

/// One place has one kind.
pub(crate) fn named(place: &NamedPlace, spot: Spot<'_>, faults: &mut Faults) {
    let parts = place.parts();
    match parts.as_slice() {
        [] => {
            faults
                .add(spot.value(), "a place needs a kind")
                .cure("write one of `header`, `cookie`, `query`, `path`, `json`, `form`, `subprotocol` and `message`");
        }
        [(kind, _)] => {
            if *kind != "header" && place.scheme.is_some() {
                faults
                    .add(spot.at("scheme").key(), format!("a `{kind}` has no scheme"))
                    .cure("`scheme` is the word before the credential in a `header`");
            }
        }
        [(first, _), (second, _), ..] => {
            faults
                .add(spot.at(second).key(), "a second kind in one place")
                .also(spot.at(first).key(), "the first")
                .cure("write two places, in order of precedence");
        }
    }
}
