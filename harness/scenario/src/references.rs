//! `${references}` in the values of a file, each with its place.

use model::template::{Part, parts};
use serde_json::Value;

use crate::tree::Spot;

/// Calls `found` with the name and the place of every reference below `value`.
pub(crate) fn each<'v, 't>(
    value: &'v Value,
    spot: Spot<'t>,
    found: &mut dyn FnMut(&'v str, Spot<'t>),
) {
    match value {
        Value::String(text) => {
            if !text.contains("${") {
                return;
            }
            for part in parts(text) {
                if let Part::Reference(name) = part {
                    found(name, spot);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                each(item, spot.item(index), found);
            }
        }
        Value::Object(members) => {
            for (key, value) in members {
                each(value, spot.at(key), found);
            }
        }
        _ => {}
    }
}

/// What a reference names, by its name space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name<'n> {
    /// A capture, value, input, credential or output.
    Bare(&'n str),
    /// A part of a value of the kind `pkce`.
    Pkce(&'n str),
    /// An attribute of the acting identity.
    Identity(&'n str),
    /// An attribute of a named identity.
    Identities(&'n str, &'n str),
    /// A path below the contract.
    Contract(&'n str),
    /// The URL of a listener.
    Listen(&'n str),
    /// A row, and the path of a field of it.
    Row(&'n str, Option<&'n str>),
    /// None of these.
    Unknown,
}

/// The name spaces, as they are written.
pub(crate) const SPACES: &[&str] = &[
    "identity.NAME",
    "identities.ROLE.NAME",
    "contract.PATH",
    "listen.NAME.url",
    "row.AXIS",
    "row.AXIS.FIELD",
    "NAME",
    "NAME.verifier",
    "NAME.challenge",
];

impl<'n> Name<'n> {
    /// Reads the inside of a `${}`.
    pub(crate) fn of(name: &'n str) -> Name<'n> {
        let Some((space, rest)) = name.split_once('.') else {
            return match name.is_empty() {
                true => Name::Unknown,
                false => Name::Bare(name),
            };
        };
        match (space, rest, rest.split_once('.')) {
            (_, "", _) => Name::Unknown,
            ("identity", attribute, None) => Name::Identity(attribute),
            ("identities", _, Some((role, attribute))) => Name::Identities(role, attribute),
            ("contract", path, _) => Name::Contract(path),
            ("listen", _, Some((name, "url"))) if !name.is_empty() => Name::Listen(name),
            ("row", _, Some((axis, field))) => Name::Row(axis, Some(field)),
            ("row", axis, None) => Name::Row(axis, None),
            (name, "verifier" | "challenge", None) => Name::Pkce(name),
            _ => Name::Unknown,
        }
    }
}

/// Follows a dotted path into a value; numbers are positions in lists.
pub(crate) fn follow<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |value, token| match value {
        Value::Object(members) => members.get(token),
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        _ => None,
    })
}
