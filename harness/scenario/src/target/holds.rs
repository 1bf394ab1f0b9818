//! Credentials that identities bring along: one source each, and an expiry that can be read.

use std::path::Path;

use indexmap::IndexMap;
use jiff::Timestamp;
use model::identity::{Held, Identity};
use model::name::Name;
use model::target::Target;

use crate::fault::Faults;
use crate::tree::Spot;

const SOURCES: &[&str] = &["env", "command", "storage-state"];
const ENTRIES: &[&str] = &["cookie", "local-storage"];

/// Checks what an identity brings along.
pub(super) fn check(
    target: &Target,
    holds: &IndexMap<Name, Held>,
    spot: Spot<'_>,
    faults: &mut Faults,
) {
    for (credential, held) in holds {
        let spot = spot.at(credential);
        if !target.credentials.contains_key(credential) {
            let all = target.credentials.keys().map(String::as_str);
            faults.unknown(spot.key(), "credential", credential, all);
        }
        source(spot, faults);
        entry(held, spot, faults);
        for (field, text) in [("env", &held.env), ("storage-state", &held.storage_state)] {
            if text.as_deref() == Some("") {
                let what = match field {
                    "env" => "the name of a variable is missing",
                    _ => "a path is missing",
                };
                faults.add(spot.at(field).value(), what);
            }
        }
        if spot.at("command").is_there() && held.command.first().is_none_or(String::is_empty) {
            faults
                .add(spot.at("command").value(), "a program is missing")
                .cure("write a program and its arguments: command: [print-token, alice]");
        }
        if let Some(expires) = &held.expires
            && expires.parse::<Timestamp>().is_err()
        {
            faults
                .add(spot.at("expires").value(), "this is no time")
                .cure("write date, time and zone, as in \"2026-01-31T12:00:00Z\" (RFC 3339 5.6)");
        }
    }
}

fn source(spot: Spot<'_>, faults: &mut Faults) {
    let there: Vec<&str> = written(SOURCES, spot);
    match there.as_slice() {
        [] => {
            faults
                .add(spot.key(), "it is not said where this comes from")
                .cure(
                    "write { env: NAME }, { command: [PROGRAM, …] } or \
                     { storage-state: FILE, cookie: NAME }",
                );
        }
        [_] => {}
        [first, second, ..] => {
            faults
                .add(spot.at(second).key(), "a second source")
                .also(spot.at(first).key(), "the first")
                .cure("a credential comes from one place: leave one out");
        }
    }
}

/// A browser's state is asked for one cookie or one entry of a local storage.
fn entry(held: &Held, spot: Spot<'_>, faults: &mut Faults) {
    let there: Vec<&str> = written(ENTRIES, spot);
    match (held.storage_state.is_some(), there.as_slice()) {
        (true, []) => {
            faults
                .add(
                    spot.at("storage-state").key(),
                    "it is not said what is taken from the browser's state",
                )
                .cure("add `cookie: NAME` or `local-storage: NAME`");
        }
        (true, [first, second, ..]) => {
            faults
                .add(spot.at(second).key(), "a second entry")
                .also(spot.at(first).key(), "the first")
                .cure("a credential is one of both: leave one out");
        }
        (false, [entry, ..]) => {
            faults
                .add(
                    spot.at(entry).key(),
                    format!("`{entry}` is taken from a browser's state, and there is none"),
                )
                .cure("add `storage-state: FILE`, as Playwright writes it");
        }
        _ => {}
    }
}

fn written(names: &[&'static str], spot: Spot<'_>) -> Vec<&'static str> {
    let there = names.iter().filter(|name| spot.at(name).is_there());
    there.copied().collect()
}

/// Makes the paths of files, and of programs that are no plain name, start where the target file is.
pub(super) fn locate(target: &mut Target, folder: &Path) {
    let known = target.identities.values_mut();
    let known = known.filter_map(|identity| match identity {
        Identity::Known(known) => Some(known),
        Identity::Visitor(_) => None,
    });
    for held in known.flat_map(|known| known.holds.values_mut()) {
        let program = held.command.first_mut();
        let program = program.filter(|program| program.contains('/'));
        for path in held.storage_state.iter_mut().chain(program) {
            *path = folder.join(&*path).display().to_string();
        }
    }
}
