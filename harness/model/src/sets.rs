//! Closed sets of rows that checks name: spellings of an Origin or of a request, and forgeries of a token.

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
        "homograph",
        "the allowed host with a letter that looks the same in another script, in Punycode",
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

/// Other spellings of a request, for which a careless limiter opens another account, and what they are.
pub const DISGUISES: &[(&str, &str)] = &[
    (
        "x-forwarded-for",
        "`X-Forwarded-For` claims another address",
    ),
    (
        "x-forwarded-for-list",
        "`X-Forwarded-For` claims a chain of two addresses",
    ),
    ("forwarded", "`Forwarded` (RFC 7239) claims another address"),
    ("x-real-ip", "`X-Real-IP` claims another address"),
    ("x-client-ip", "`X-Client-IP` claims another address"),
    ("true-client-ip", "`True-Client-IP` claims another address"),
    (
        "cf-connecting-ip",
        "`CF-Connecting-IP` claims another address",
    ),
    (
        "ipv4-mapped",
        "`X-Forwarded-For` claims another address, as an IPv4-mapped one (RFC 4291 2.5.5.2)",
    ),
    ("path-case", "the letters of the path in the other case"),
    ("double-slash", "the first slash of the path twice"),
    (
        "double-slash-inside",
        "the last slash of the path twice, which is not the first",
    ),
    ("trailing-slash", "a slash more at the end of the path"),
    (
        "percent-encoded",
        "a letter of the path in percent-encoding (RFC 3986 6.2.2.2)",
    ),
    ("extra-query", "a query parameter that nobody knows"),
    (
        "email-case",
        "the e-mail address in capitals before its sign",
    ),
    ("email-plus", "the e-mail address with `+x` before its sign"),
    (
        "email-dot",
        "the e-mail address with a dot more before its sign",
    ),
    (
        "method-override",
        "POST, and `X-HTTP-Method-Override` with the right method",
    ),
];

/// What a page of another origin can try in place of the request that it may not send, and what it is.
/// The body of the request is JSON, a form or none.
pub const CSRF_DISGUISES: &[(&str, &str)] = &[
    ("get", "GET, with the members of the body in the query"),
    (
        "get-override-header",
        "the same, and `X-HTTP-Method-Override` with the right method",
    ),
    (
        "get-override-query",
        "the same, and `_method` with the right method in the query",
    ),
    (
        "post-override-form",
        "POST of a form with the members of the body, and `_method` with the right method",
    ),
    (
        "safe-override-header",
        "the right method, and `X-HTTP-Method-Override: GET`",
    ),
    (
        "safe-override-query",
        "the right method, and `_method=GET` in the query",
    ),
    ("text-plain", "the same body as `text/plain`"),
    (
        "text-plain-json",
        "the same body as `text/plain; application/json`",
    ),
    ("form-type", "the same body with the type of a form"),
    (
        "form-type-case",
        "the same body with the type of a form, in another case",
    ),
    (
        "form-type-parameter",
        "the same body with the type of a form and a parameter",
    ),
    ("multipart-type", "the same body as `multipart/form-data`"),
    ("untyped", "the same body without a content type"),
    ("form", "the members of the body as a form"),
    (
        "form-case",
        "the members of the body as a form, its type in another case",
    ),
    ("multipart", "the members of the body as a form in parts"),
];

/// Bodies and messages that are not the JSON that an operation declares, and what they are.
pub const BROKEN_BODIES: &[(&str, &str)] = &[
    ("cut", "the JSON without its last octet"),
    ("words", "words that are no JSON"),
    ("nothing", "nothing, where JSON has to be"),
    ("two", "the JSON twice, one right after the other"),
    ("in-array", "the JSON as the one member of an array"),
    ("null", "`null`"),
    (
        "not-utf8",
        "the JSON with one more member, in whose text are octets that are no UTF-8 (RFC 8259 8.1)",
    ),
    ("deep", "20,000 arrays, each in the next"),
];

/// Lengths of a message, by spaces before it that mean nothing (RFC 8259 2), and what they are.
pub const MESSAGE_LENGTHS: &[(&str, &str)] = &[
    (
        "longest",
        "as long as `contract.sockets.max-message` allows",
    ),
    ("too-long", "an octet longer than that"),
];

/// The header by which a disguise claims another address of the client.
pub fn claimed_header(disguise: &str) -> Option<&'static str> {
    Some(match disguise {
        "x-forwarded-for" | "x-forwarded-for-list" | "ipv4-mapped" => "X-Forwarded-For",
        "forwarded" => "Forwarded",
        "x-real-ip" => "X-Real-IP",
        "x-client-ip" => "X-Client-IP",
        "true-client-ip" => "True-Client-IP",
        "cf-connecting-ip" => "CF-Connecting-IP",
        _ => return None,
    })
}

/// The rows of a named set, or `None` when there is no such set.
pub fn rows(set: &str) -> Option<Vec<&'static str>> {
    match set {
        "origins" => Some(ORIGINS.iter().map(|(row, _)| *row).collect()),
        "forgeries" => Some(forgeries().map(|forgery| forgery.name).collect()),
        "limit-disguises" => Some(DISGUISES.iter().map(|(row, _)| *row).collect()),
        "csrf-disguises" => Some(CSRF_DISGUISES.iter().map(|(row, _)| *row).collect()),
        "message-lengths" => Some(MESSAGE_LENGTHS.iter().map(|(row, _)| *row).collect()),
        "broken-bodies" => Some(BROKEN_BODIES.iter().map(|(row, _)| *row).collect()),
        _ => None,
    }
}

/// The rows that an entry of a list means: the one of this name, or all of the group that is written
/// `GROUP` or `GROUP/*`.
pub fn meant(set: &str, written: &str) -> Vec<&'static str> {
    let all = rows(set).unwrap_or_default();
    let group = written.strip_suffix("/*").unwrap_or(written);
    let of_group = |row: &&&str| {
        row.strip_prefix(group)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    match all.iter().find(|row| **row == written) {
        Some(row) => vec![row],
        None => all.iter().filter(of_group).copied().collect(),
    }
}

/// The names of the sets.
pub const NAMES: &[&str] = &[
    "origins",
    "forgeries",
    "limit-disguises",
    "csrf-disguises",
    "broken-bodies",
    "message-lengths",
];
