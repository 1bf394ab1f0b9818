//! Closed sets of rows that checks name: spellings of an Origin, and forgeries of a token.

use crate::forgery::forgeries;

/// Spellings of the `Origin` header, made from the first allowed origin; each with what it is.
pub const ORIGINS: &[(&str, &str)] = &[
    ("allowed", "the first allowed origin itself"),
    ("absent", "no Origin header"),
    ("foreign", "an unrelated site"),
    ("null", "the opaque origin (RFC 6454 6.1)"),
    (
        "allowed-as-prefix",
        "a host that begins with the allowed one",
    ),
    (
        "allowed-as-suffix",
        "a host that ends with the allowed one, without a dot before it",
    ),
    ("allowed-as-subdomain", "a subdomain of the allowed host"),
    ("allowed-as-userinfo", "the allowed host before an @"),
    ("allowed-as-path", "the allowed host in the path of another"),
    (
        "dot-replaced",
        "the allowed host with a dot replaced by a letter",
    ),
    ("other-scheme", "the allowed host by the other scheme"),
    ("other-port", "the allowed host at another port"),
    ("ip-literal", "an IP address"),
    (
        "several",
        "the allowed origin and a foreign one, in two headers",
    ),
    (
        "upper-case-host",
        "the allowed host in capitals: the same origin",
    ),
    ("trailing-dot", "the allowed host with a trailing dot"),
    (
        "default-port-spelled",
        "the allowed origin with its default port: the same origin",
    ),
];

/// The rows of a named set, or `None` when there is no such set.
pub fn rows(set: &str) -> Option<Vec<&'static str>> {
    match set {
        "origins" => Some(ORIGINS.iter().map(|(row, _)| *row).collect()),
        "forgeries" => Some(forgeries().map(|forgery| forgery.name).collect()),
        _ => None,
    }
}

/// The rows that an entry of a list means: the one of this name, or with `GROUP/*` all of the group.
pub fn meant(set: &str, written: &str) -> Vec<&'static str> {
    let all = rows(set).unwrap_or_default().into_iter();
    match written.strip_suffix('*') {
        Some(group) if group.ends_with('/') => all.filter(|row| row.starts_with(group)).collect(),
        _ => all.filter(|row| *row == written).collect(),
    }
}

/// The names of the sets.
pub const NAMES: &[&str] = &["origins", "forgeries"];
