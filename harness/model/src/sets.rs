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

/// What a forgery needs of the target besides a captured token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: anybody can make it.
    Nothing,
    /// The key that signs the target's tokens.
    SigningKey,
    /// The public part of that key, which is a key pair.
    PublicKey,
}
use Needs::{Nothing, PublicKey, SigningKey};

/// Forgeries of a token; each with what it needs and what it is.
pub const FORGERIES: &[(&str, Needs, &str)] = &[
    (
        "control/re-minted",
        SigningKey,
        "the same claims, signed anew with the right key",
    ),
    (
        "alg-none",
        Nothing,
        "header says alg none, no signature (RFC 8725 3.2)",
    ),
    (
        "alg-none-mixed-case",
        Nothing,
        "header says alg nOnE, no signature",
    ),
    (
        "signature-stripped",
        Nothing,
        "the signature left empty, the header unchanged",
    ),
    (
        "signature-flipped",
        Nothing,
        "one bit of the decoded signature changed",
    ),
    (
        "signature-truncated",
        Nothing,
        "the first half of the signature",
    ),
    (
        "signature-respelled",
        Nothing,
        "the same signature in another base64url spelling, or in plain base64",
    ),
    (
        "zero-ecdsa",
        Nothing,
        "an ECDSA signature of zeros, under ES256 where the token is no ECDSA one (CVE-2022-21449)",
    ),
    (
        "json-serialised",
        Nothing,
        "the same token in the flattened JSON serialisation (RFC 7515 7.2.2)",
    ),
    (
        "payload-tampered",
        Nothing,
        "the subject changed under the old signature",
    ),
    (
        "known-secret/dev-secret-key",
        Nothing,
        "signed HS256 with `dev-secret-key`",
    ),
    ("known-secret/secret", Nothing, "signed HS256 with `secret`"),
    (
        "known-secret/changeme",
        Nothing,
        "signed HS256 with `changeme`",
    ),
    (
        "known-secret/empty",
        Nothing,
        "signed HS256 with the empty key",
    ),
    (
        "embedded-jwk",
        Nothing,
        "signed with a key of ours, which the header brings along as `jwk` (RFC 7515 4.1.3)",
    ),
    (
        "kid-traversal",
        Nothing,
        "`kid` is the path of an empty file, signed with the empty key",
    ),
    (
        "kid-injection",
        Nothing,
        "`kid` is an SQL UNION that yields the key it is signed with",
    ),
    (
        "hs-with-public-key/without-newline",
        PublicKey,
        "signed HS256 with the PEM text of the public key (RFC 8725 3.1)",
    ),
    (
        "hs-with-public-key/with-newline",
        PublicKey,
        "the same, with a line break at the end of the PEM",
    ),
    (
        "alg-of-same-family",
        SigningKey,
        "signed rightly with the right key, by another algorithm (RFC 8725 3.1)",
    ),
    (
        "header-alg-mismatch",
        SigningKey,
        "the header names another algorithm than the signature was made with (RFC 8725 3.1)",
    ),
    (
        "kid-unknown",
        SigningKey,
        "signed with the right key under a `kid` that nobody knows",
    ),
    (
        "crit-unknown",
        SigningKey,
        "an unknown critical header (RFC 7515 4.1.11)",
    ),
    (
        "b64-false",
        SigningKey,
        "the header demands an unencoded payload (RFC 7797 7: never in a JWT)",
    ),
    (
        "duplicate-header",
        SigningKey,
        "`alg` twice: first the right one, last another (RFC 7515 4: the last counts)",
    ),
    (
        "duplicate-claims",
        SigningKey,
        "`exp` twice: first the right one, last one that is past (RFC 7519 4: the last counts)",
    ),
    ("empty-claims", SigningKey, "signed, but without any claim"),
    (
        "wrong-type",
        SigningKey,
        "another `type` claim than this place takes",
    ),
    (
        "wrong-issuer/foreign",
        SigningKey,
        "issued by somebody else",
    ),
    (
        "wrong-issuer/prefix",
        SigningKey,
        "an issuer that begins with the right one",
    ),
    (
        "wrong-issuer/substring",
        SigningKey,
        "an issuer that is a part of the right one",
    ),
    (
        "wrong-issuer/empty",
        SigningKey,
        "an issuer without a character",
    ),
    (
        "wrong-issuer/array",
        SigningKey,
        "a list of a foreign issuer and the right one",
    ),
    ("wrong-audience", SigningKey, "meant for somebody else"),
    (
        "expired",
        SigningKey,
        "expired an hour ago (RFC 7519 4.1.4)",
    ),
    (
        "just-expired",
        SigningKey,
        "expired two seconds (and the declared leeway) ago",
    ),
    (
        "not-yet-valid",
        SigningKey,
        "valid in an hour (RFC 7519 4.1.5)",
    ),
    (
        "issued-in-future",
        SigningKey,
        "issued in an hour (RFC 7519 4.1.6)",
    ),
    ("no-expiry", SigningKey, "without an end"),
    ("malformed/empty", Nothing, "no characters at all"),
    (
        "malformed/one-segment",
        Nothing,
        "one segment instead of three",
    ),
    (
        "malformed/two-segments",
        Nothing,
        "two segments instead of three",
    ),
    (
        "malformed/five-segments",
        Nothing,
        "five segments instead of three",
    ),
    (
        "malformed/bad-base64",
        Nothing,
        "characters outside the base64url alphabet",
    ),
    ("malformed/bad-json", Nothing, "a header that is no JSON"),
    ("malformed/json-array", Nothing, "claims that are an array"),
    ("malformed/control-bytes", Nothing, "bytes 1 to 8"),
    ("malformed/non-ascii", Nothing, "UTF-8 beyond ASCII"),
    ("malformed/64KiB", Nothing, "65,536 characters"),
];

/// The forgery that is none: it must be accepted, or the target's key is not the one that is declared.
pub const CONTROL_TOKEN: &str = "control/re-minted";

/// Whether a forgery needs the target's signing key; false for names that nobody knows.
pub fn needs_key(forgery: &str) -> bool {
    FORGERIES
        .iter()
        .any(|(name, needs, _)| *name == forgery && *needs == SigningKey)
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
