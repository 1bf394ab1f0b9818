//! The forgeries, grouped by what they take, of what they are made, and how bad it is when one is accepted.

use super::{CONTROL_TOKEN, Needs, Of};
use crate::metadata::Severity::{self, Critical, High, Low, Medium};

type Rows = &'static [(&'static str, &'static str)];

pub(super) const LISTED: &[(Needs, Of, Severity, Rows)] = &[
    (Needs::SigningKey, Of::Jwt, Low, CONTROL),
    (Needs::Nothing, Of::Jwt, Critical, BY_ANYBODY),
    (Needs::Nothing, Of::Jwt, Low, REWRITTEN),
    (Needs::Url, Of::Jwt, Critical, LEADING),
    (Needs::PublicKey, Of::Jwt, Critical, BY_PUBLIC_KEY),
    (Needs::RetiredKey, Of::Jwt, High, BY_RETIRED_KEY),
    (Needs::SigningKey, Of::Jwt, High, MEANT_OTHERWISE),
    (Needs::SigningKey, Of::Jwt, Medium, AGAINST_THE_RULES),
    (Needs::Nothing, Of::Any, Critical, MALFORMED),
    (Needs::Nothing, Of::Opaque, Critical, PATTERNS),
    (Needs::Nothing, Of::Opaque, High, NEARLY),
    (Needs::Nothing, Of::Opaque, Low, OTHER_CASE),
];

const CONTROL: Rows = &[(
    CONTROL_TOKEN,
    "the same claims, signed anew with the right key",
)];

const BY_ANYBODY: Rows = &[
    (
        "alg-none",
        "header says alg none, no signature (RFC 8725 3.2)",
    ),
    ("alg-none-mixed-case", "header says alg nOnE, no signature"),
    ("alg-none-upper-case", "header says alg NONE, no signature"),
    ("alg-none-capitalised", "header says alg None, no signature"),
    (
        "alg-none-spaced",
        "header says alg `none ` with a space, no signature",
    ),
    (
        "alg-none-signed",
        "header says alg none, the old signature kept",
    ),
    (
        "alg-missing",
        "no alg in the header, no signature (RFC 7515 4.1.1 demands one)",
    ),
    (
        "signature-stripped",
        "the signature left empty, the header unchanged",
    ),
    (
        "signature-flipped",
        "one bit of the last octet of the decoded signature changed",
    ),
    (
        "signature-first-octet",
        "one bit of the first octet of the decoded signature changed",
    ),
    ("signature-truncated", "the first half of the signature"),
    (
        "payload-tampered",
        "the subject changed under the old signature",
    ),
    (
        "zero-ecdsa/es256",
        "under ES256, a signature of zeros (CVE-2022-21449)",
    ),
    ("zero-ecdsa/es384", "under ES384, a signature of zeros"),
    ("zero-ecdsa/es512", "under ES512, a signature of zeros"),
    (
        "zero-ecdsa/der",
        "under ES256, two zeros in DER, as some libraries read a signature",
    ),
    (
        "embedded-jwk",
        "signed with a key of ours, which the header brings along as `jwk` (RFC 7515 4.1.3)",
    ),
    (
        "kid-traversal",
        "`kid` is the path of an empty file, signed with the empty key",
    ),
    (
        "kid-injection",
        "`kid` is an SQL UNION that yields the key it is signed with",
    ),
];

const REWRITTEN: Rows = &[
    (
        "signature-respelled",
        "the same signature in another base64url spelling, or in plain base64",
    ),
    (
        "json-serialised",
        "the same token in the flattened JSON serialisation (RFC 7515 7.2.2)",
    ),
];

const LEADING: Rows = &[
    (
        "foreign-jku",
        "signed with a key of ours, which stands at a URL in the header (RFC 7515 4.1.2)",
    ),
    (
        "foreign-x5u",
        "signed with an RSA key of ours, whose certificate stands at a URL in the header (RFC 7515 4.1.5)",
    ),
];

const BY_PUBLIC_KEY: Rows = &[
    (
        "hs-with-public-key/without-newline",
        "signed HS256 with the PEM text of the public key (RFC 8725 3.1)",
    ),
    (
        "hs-with-public-key/with-newline",
        "the same, with a line break at the end of the PEM",
    ),
];

const BY_RETIRED_KEY: Rows = &[(
    "kid-retired",
    "signed with a key that is used no more, under its own `kid`",
)];

const MEANT_OTHERWISE: Rows = &[
    ("empty-claims", "signed, but without any claim"),
    ("wrong-type", "another `type` claim than this place takes"),
    (
        "wrong-typ",
        "another `typ` header than tokens of this kind have (RFC 8725 3.11)",
    ),
    ("wrong-issuer/foreign", "issued by somebody else"),
    (
        "wrong-issuer/prefix",
        "an issuer that begins with the right one",
    ),
    (
        "wrong-issuer/substring",
        "an issuer that is a part of the right one",
    ),
    ("wrong-issuer/empty", "an issuer without a character"),
    (
        "wrong-issuer/array",
        "a list of a foreign issuer and the right one",
    ),
    ("wrong-audience", "meant for somebody else"),
    ("expired", "expired an hour ago (RFC 7519 4.1.4)"),
];

const AGAINST_THE_RULES: Rows = &[
    (
        "alg-of-same-family",
        "signed rightly with the right key, by another algorithm (RFC 8725 3.1)",
    ),
    (
        "header-alg-mismatch",
        "the header names another algorithm than the signature was made with (RFC 8725 3.1)",
    ),
    (
        "kid-unknown",
        "signed with the right key under a `kid` that nobody knows",
    ),
    (
        "no-kid",
        "signed with the right key, without the `kid` that tokens have here",
    ),
    (
        "crit-unknown",
        "an unknown critical header (RFC 7515 4.1.11)",
    ),
    (
        "b64-false",
        "the header demands an unencoded payload (RFC 7797 7: never in a JWT)",
    ),
    (
        "duplicate-header",
        "`alg` twice: first the right one, last another (RFC 7515 4: the last counts)",
    ),
    (
        "duplicate-claims",
        "`exp` twice: first the right one, last one that is past (RFC 7519 4: the last counts)",
    ),
    (
        "just-expired",
        "expired two seconds (and the declared leeway) ago",
    ),
    ("not-yet-valid", "valid in an hour (RFC 7519 4.1.5)"),
    ("issued-in-future", "issued in an hour (RFC 7519 4.1.6)"),
    ("no-expiry", "without an end"),
    ("no-audience", "without saying for whom"),
];

const MALFORMED: Rows = &[
    ("malformed/empty", "no characters at all"),
    ("malformed/one-segment", "one segment instead of three"),
    ("malformed/two-segments", "two segments instead of three"),
    ("malformed/four-segments", "four segments instead of three"),
    (
        "malformed/five-segments",
        "five segments instead of three, as an encrypted token has them",
    ),
    (
        "malformed/empty-segments",
        "three segments without a character",
    ),
    (
        "malformed/bad-base64",
        "characters outside the base64url alphabet",
    ),
    ("malformed/bad-utf8", "claims that are no UTF-8"),
    ("malformed/bad-json", "a header that is no JSON"),
    ("malformed/json-array", "claims that are an array"),
    ("malformed/json-null", "claims that are null"),
    ("malformed/alg-not-text", "a header whose `alg` is a list"),
    (
        "malformed/deep-json",
        "a header with lists in lists, 2,000 deep",
    ),
    (
        "malformed/control-bytes",
        "a header whose text has the characters 0 to 8 and 127 in it, not escaped",
    ),
    ("malformed/non-ascii", "UTF-8 beyond ASCII"),
    ("malformed/64KiB", "65,536 characters"),
];

const PATTERNS: Rows = &[(
    "opaque/wildcard",
    "a percent sign in place of the second half, which SQL LIKE takes for anything",
)];

const NEARLY: Rows = &[
    (
        "opaque/one-changed",
        "one character in the middle is another of its kind",
    ),
    ("opaque/truncated", "all but the last quarter"),
    ("opaque/extended", "the whole, and one character more"),
];

const OTHER_CASE: Rows = &[(
    "opaque/case-swapped",
    "capitals for small letters, and small letters for capitals",
)];
