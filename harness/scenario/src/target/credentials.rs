//! Credentials: where they come from, where they stand, what signs them.

use model::credential::{Credential, NamedPlace, Place};
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
    }
    for (name, operation) in &target.operations {
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

fn named(place: &NamedPlace, spot: Spot<'_>, faults: &mut Faults) {
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
