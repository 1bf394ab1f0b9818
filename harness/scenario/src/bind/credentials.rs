//! Whether the target's credentials allow what a step does with them.

use model::contract::Policy;
use model::credential::{
    Credential, CredentialUse, CredentialValue, EVERY, Format, Place, PlaceUse,
};
use model::forgery::{Needs, Of, RETIRED, forgery};
use model::key::{Family, Key};
use model::operation::Operation;
use model::step::Step;
use model::target::Target;

use crate::target::leaves;

/// What a credential of this step lacks.
pub(crate) fn missing(target: &Target, step: &Step) -> Option<String> {
    let (op, uses) = match step {
        Step::Call(call) => (&call.op, &call.credential),
        Step::Open(open) => (&open.op, &open.credential),
        _ => return None,
    };
    let requests = matches!(step, Step::Call(_));
    uses.iter().find_map(|used| {
        if used.name == EVERY {
            return nothing_ambient(target, op);
        }
        one(target, op, used).or_else(|| explicit(target, op, used).filter(|_| requests))
    })
}

/// Over HTTP a page that holds an explicit credential is as good as any client (a browser asks first,
/// and needs leave by name), unless the owner refuses it: without a cookie there is nothing to judge.
fn explicit(target: &Target, op: &str, used: &CredentialUse) -> Option<String> {
    let refused = target.contract.origins.as_ref();
    let refused = refused.and_then(|origins| origins.with_credential) == Some(Policy::Refuse);
    if refused || !asks_the_browser(used) {
        return None;
    }
    nothing_ambient(target, op)
}

/// Why a browser adds nothing to an operation by itself.
fn nothing_ambient(target: &Target, op: &str) -> Option<String> {
    let mut all = leaves(target, op).into_iter();
    let (name, own) = all.find_map(|(_, operation)| target.main(operation))?;
    let places = own.unwrap_or(&target.credentials.get(name)?.places);
    let ambient = places.iter().any(Place::is_ambient);
    (!ambient).then(|| {
        format!(
            "credential `{name}` stands in no cookie: a browser adds nothing to `{op}` by itself"
        )
    })
}

fn one(target: &Target, op: &str, used: &CredentialUse) -> Option<String> {
    let all = leaves(target, op).into_iter();
    let mut all = all.map(|(_, operation)| operation);
    let found = match used.name.as_str() {
        "main" => all.find_map(|operation| target.main(operation)),
        name => all.find_map(|operation| needed(operation, name)),
    };
    let Some((name, own)) = found else {
        return (!asks_the_browser(used)).then(|| match used.name.as_str() {
            "main" => format!("operation `{op}` needs no credential in this target"),
            name => format!("operation `{op}` needs no credential `{name}` in this target"),
        });
    };
    let credential = target.credentials.get(name)?;
    let places = own.unwrap_or(&credential.places);
    place(name, places, used.place.as_ref()).or_else(|| match &used.value {
        CredentialValue::Kind(other) if !target.credentials.contains_key(other) => {
            Some(format!("the target declares no credential `{other}`"))
        }
        CredentialValue::Kind(other) if takes(target, op, other) => Some(format!(
            "operation `{op}` takes credential `{other}` as well (`instead`)"
        )),
        CredentialValue::Forge(made) => forged(target, name, credential, made.name()),
        CredentialValue::Mint(mint) => {
            signed(target, name, credential).or_else(|| named(target, name, mint.other_key()?))
        }
        _ => None,
    })
}

/// A credential that an operation needs, with its own places there; one that is taken instead of the
/// first stands at the places of that.
fn needed<'t>(operation: &'t Operation, name: &str) -> Option<(&'t str, Option<&'t [Place]>)> {
    let mut needs = operation.needs.iter().flat_map(|need| need.entries());
    let first = needs.clone().next();
    let other = operation.instead.iter().any(|other| other == name);
    needs
        .find(|(known, _)| *known == name)
        .or(first.filter(|_| other))
}

/// True when an operation takes a credential in place of the first that it needs.
fn takes(target: &Target, op: &str, name: &str) -> bool {
    let mut all = leaves(target, op).into_iter();
    all.any(|(_, operation)| operation.instead.iter().any(|other| other == name))
}

/// Asks for what a browser adds by itself. It has nothing to add for an operation that asks nobody who
/// they are, and a foreign page needs nothing there: still a case.
fn asks_the_browser(used: &CredentialUse) -> bool {
    let ambient = matches!(&used.place, Some(PlaceUse::Kind(kind)) if kind == "ambient");
    used.name == "main" && ambient && used.value == CredentialValue::Valid
}

fn place(name: &str, places: &[Place], used: Option<&PlaceUse>) -> Option<String> {
    match used? {
        PlaceUse::Number(number) if usize::from(*number) > places.len() => Some(format!(
            "credential `{name}` has {} in this target, and the check uses place {number}",
            match places.len() {
                1 => "one place".to_owned(),
                count => format!("{count} places"),
            }
        )),
        PlaceUse::Number(_) => None,
        PlaceUse::Spelled(place) => {
            let declared = places.contains(&Place::Named(place.clone()));
            declared.then(|| {
                format!("credential `{name}` may stand there: the target declares this place")
            })
        }
        // Where a browser adds nothing by itself, a foreign page carries nothing: still a case.
        PlaceUse::Kind(kind) if kind == "ambient" => None,
        PlaceUse::Kind(kind) => {
            let there = places.iter().any(|place| place.kind() == kind);
            (!there).then(|| format!("credential `{name}` does not stand in a place `{kind}`"))
        }
    }
}

fn forged(target: &Target, name: &str, credential: &Credential, row: &str) -> Option<String> {
    let forgery = forgery(row)?;
    match (forgery.of, credential.format) {
        (Of::Jwt, Format::Opaque) => {
            return Some(format!(
                "credential `{name}` is not a JWT: there is nothing in it to forge"
            ));
        }
        (Of::Opaque, Format::Jwt) => {
            return Some(format!(
                "credential `{name}` is a JWT: it is not looked up, but read"
            ));
        }
        _ => {}
    }
    let lacking = match forgery.needs {
        Needs::Nothing | Needs::Url => None,
        Needs::SigningKey => signed(target, name, credential),
        Needs::RetiredKey => {
            signed(target, name, credential).or_else(|| named(target, name, RETIRED))
        }
        Needs::PublicKey => published(target, name, credential),
    };
    if let Some(reason) = lacking.or_else(|| unheard_of(target, credential, row)) {
        return Some(reason);
    }
    let claims = target.contract.tokens.claims.get(name);
    let (claim, declared) = match row {
        "wrong-audience" => ("aud", claims.and_then(|claims| claims.aud.as_ref())),
        "wrong-typ" => ("typ", claims.and_then(|claims| claims.typ.as_ref())),
        "wrong-type" => ("type", claims.and_then(|claims| claims.kind.as_ref())),
        row if row.starts_with("wrong-issuer/") => {
            ("iss", claims.and_then(|claims| claims.iss.as_ref()))
        }
        _ => return None,
    };
    declared
        .is_none()
        .then(|| format!("the contract does not declare `tokens.{name}.{claim}`"))
}

/// The key that signs a credential.
fn key<'t>(target: &'t Target, credential: &Credential) -> Option<&'t Key> {
    let jwt = credential.format == Format::Jwt;
    target
        .keys
        .get(credential.signed_by.as_ref().filter(|_| jwt)?)
}

/// Some tokens are signed with the target's own key.
fn signed(target: &Target, name: &str, credential: &Credential) -> Option<String> {
    let has = key(target, credential).is_some_and(Key::signs);
    (!has).then(|| {
        format!(
            "it takes the key that signs credential `{name}`, and the target gives none \
             (`keys`, and `signed-by` of the credential)"
        )
    })
}

/// Some with a key that was its key once, or will be.
fn named(target: &Target, name: &str, key: &str) -> Option<String> {
    let has = target.keys.get(key).is_some_and(Key::signs);
    (!has).then(|| {
        format!(
            "it takes the key `{key}`, of those that credential `{name}` was ever signed with, and \
             the target gives none by this name (`keys`)"
        )
    })
}

/// Some are made with its public part.
fn published(target: &Target, name: &str, credential: &Credential) -> Option<String> {
    let key = key(target, credential);
    let has = key.is_some_and(|key| key.has_public() || key.alg.family() == Family::Hmac);
    (!has).then(|| {
        format!(
            "it takes the public key that verifies credential `{name}`, and the target gives none \
             (`public`, `public-file` or `jwks` of its key)"
        )
    })
}

/// Some do not exist for every algorithm.
fn unheard_of(target: &Target, credential: &Credential, forgery: &str) -> Option<String> {
    let alg = key(target, credential)?.alg;
    match forgery {
        "alg-of-same-family" if alg.sibling().is_none() => {
            Some(format!("a key for {alg} can sign by no other algorithm"))
        }
        _ if forgery.starts_with("hs-with-public-key") && alg.family() == Family::Hmac => {
            Some(format!("a key for {alg} has no public part"))
        }
        _ => None,
    }
}
