//! Keys: their parts fit the algorithm, and the files they name are looked for beside the target file.

use std::collections::HashMap;
use std::path::Path;

use model::key::{Family, Key};
use model::target::Target;

use crate::fault::Faults;
use crate::nearest;
use crate::target::services;
use crate::tree::Spot;

/// The ways to give a public key.
const PUBLIC: &[&str] = &["public", "public-file", "jwks"];

/// Checks the keys.
pub(crate) fn check(target: &Target, spot: Spot<'_>, faults: &mut Faults) {
    let mut named: HashMap<&str, Spot<'_>> = HashMap::new();
    for (name, key) in &target.keys {
        let spot = spot.at(name);
        if let Some(kid) = &key.kid {
            self::kid(kid, spot, (&mut named, faults));
        }
        match key.alg.family() {
            Family::Hmac => shared(key, spot, faults),
            _ => pair(name, key, spot, faults),
        }
        let mut parts = PUBLIC.iter().filter(|part| spot.at(part).is_there());
        if let (Some(first), Some(second)) = (parts.next(), parts.next()) {
            faults
                .add(spot.at(second).key(), "the public key is given twice")
                .also(spot.at(first).key(), "the first")
                .cure(format!("write one of {}", nearest::list(PUBLIC)));
        }
        if let Some(jwks) = &key.jwks {
            let place = spot.at("jwks").value();
            match services::host(jwks) {
                Some(host) if services::in_scope(&target.scope.hosts, &host) => {}
                Some(host) => services::beyond(&host, place, faults),
                None => {
                    faults.add(place, "this is no address");
                }
            }
        }
        if key.public_file.as_deref() == Some("") {
            faults
                .add(spot.at("public-file").value(), "a path is missing")
                .cure("name a file with the public key in PEM");
        }
    }
}

/// A `kid` finds one key.
fn kid<'s>(
    kid: &'s str,
    spot: Spot<'s>,
    (named, faults): (&mut HashMap<&'s str, Spot<'s>>, &mut Faults),
) {
    let place = spot.at("kid").value();
    if kid.is_empty() {
        faults
            .add(place, "a name is missing")
            .cure("write the `kid` that stands in the header of its tokens, or leave it out");
    } else if let Some(first) = named.insert(kid, spot) {
        faults
            .add(
                place,
                format!("a second key is called `{kid}` by its tokens"),
            )
            .also(first.at("kid").value(), "the first");
    }
}

/// An HMAC has one secret and no public part.
fn shared(key: &Key, spot: Spot<'_>, faults: &mut Faults) {
    let parts = [
        ("private", key.private.is_some()),
        ("public", key.public.is_some()),
        ("public-file", key.public_file.is_some()),
        ("jwks", key.jwks.is_some()),
    ];
    for (part, _) in parts.into_iter().filter(|(_, written)| *written) {
        faults
            .add(
                spot.at(part).key(),
                format!("{} has no `{part}` key", key.alg),
            )
            .also(spot.at("alg").value(), "signs with a shared secret")
            .cure(
                "write `secret: { env: NAME }`, or the algorithm of the key pair (RS256, ES256, …)",
            );
    }
}

/// A key pair has a private and a public part.
fn pair(name: &str, key: &Key, spot: Spot<'_>, faults: &mut Faults) {
    if key.secret.is_some() {
        faults
            .add(
                spot.at("secret").key(),
                format!("{} has no `secret`", key.alg),
            )
            .also(spot.at("alg").value(), "signs with a key pair")
            .cure(
                "write `private: { env: NAME }`, or only `public: { env: NAME }`; \
                 a shared secret is for HS256, HS384 and HS512",
            );
    } else if !key.signs() && !key.has_public() {
        faults
            .add(spot.key(), format!("key `{name}` has no part"))
            .cure("write `private: { env: NAME }`, or only `public: { env: NAME }`, `public-file: PATH` or `jwks: ADDRESS`");
    }
}

/// Makes the paths of keys start where the target file is.
pub(super) fn locate(target: &mut Target, folder: &Path) {
    for key in target.keys.values_mut() {
        if let Some(path) = &mut key.public_file {
            *path = folder.join(&*path).display().to_string();
        }
    }
}
