//! Closed sets of rows that checks name: spellings of an Origin, and forgeries of a token.

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

/// Forgeries of a token; each with what it is. Those marked true need the target's signing key.
pub const FORGERIES: &[(&str, bool, &str)] = &[
    (
        "control/re-minted",
        true,
        "the same claims, signed anew with the right key",
    ),
    (
        "alg-none",
        false,
        "header says alg none, no signature (RFC 8725 3.2)",
    ),
    (
        "alg-none-mixed-case",
        false,
        "header says alg nOnE, no signature",
    ),
    (
        "signature-stripped",
        false,
        "the signature left empty, the header unchanged",
    ),
    (
        "signature-flipped",
        false,
        "one bit of the decoded signature changed",
    ),
    (
        "payload-tampered",
        false,
        "the subject changed under the old signature",
    ),
    (
        "known-secret/dev-secret-key",
        false,
        "signed HS256 with `dev-secret-key`",
    ),
    ("known-secret/secret", false, "signed HS256 with `secret`"),
    (
        "known-secret/changeme",
        false,
        "signed HS256 with `changeme`",
    ),
    (
        "known-secret/empty",
        false,
        "signed HS256 with the empty key",
    ),
    (
        "crit-unknown",
        true,
        "an unknown critical header (RFC 7515 4.1.11)",
    ),
    ("empty-claims", true, "signed, but without any claim"),
    (
        "wrong-type",
        true,
        "another `type` claim than this place takes",
    ),
    ("wrong-issuer/foreign", true, "issued by somebody else"),
    (
        "wrong-issuer/prefix",
        true,
        "an issuer that begins with the right one",
    ),
    (
        "wrong-issuer/substring",
        true,
        "an issuer that is a part of the right one",
    ),
    ("wrong-audience", true, "meant for somebody else"),
    ("expired", true, "expired an hour ago (RFC 7519 4.1.4)"),
    (
        "just-expired",
        true,
        "expired two seconds (and the declared leeway) ago",
    ),
    ("not-yet-valid", true, "valid in an hour (RFC 7519 4.1.5)"),
    ("no-expiry", true, "without an end"),
    ("malformed/empty", false, "no characters at all"),
    (
        "malformed/one-segment",
        false,
        "one segment instead of three",
    ),
    (
        "malformed/two-segments",
        false,
        "two segments instead of three",
    ),
    (
        "malformed/five-segments",
        false,
        "five segments instead of three",
    ),
    (
        "malformed/bad-base64",
        false,
        "characters outside the base64url alphabet",
    ),
    ("malformed/bad-json", false, "a header that is no JSON"),
    ("malformed/json-array", false, "claims that are an array"),
    ("malformed/control-bytes", false, "bytes 1 to 8"),
    ("malformed/non-ascii", false, "UTF-8 beyond ASCII"),
    ("malformed/64KiB", false, "65,536 characters"),
];

/// The forgery that is none: it must be accepted, or the target's key is not the one that is declared.
pub const CONTROL_TOKEN: &str = "control/re-minted";

/// Whether a forgery needs the target's signing key; false for names that nobody knows.
pub fn needs_key(forgery: &str) -> bool {
    FORGERIES
        .iter()
        .any(|(name, key, _)| *name == forgery && *key)
}

/// The rows of a named set, or `None` when there is no such set.
pub fn rows(set: &str) -> Option<Vec<&'static str>> {
    match set {
        "origins" => Some(ORIGINS.iter().map(|(row, _)| *row).collect()),
        "forgeries" => Some(FORGERIES.iter().map(|(row, _, _)| *row).collect()),
        _ => None,
    }
}

/// The names of the sets.
pub const NAMES: &[&str] = &["origins", "forgeries"];
