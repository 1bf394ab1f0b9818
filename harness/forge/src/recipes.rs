//! The forgeries by name, and what each is made of.

use crate::claims::{self, Change};
use crate::error::ForgeError;
use crate::mint::Signing;
use crate::token::Token;
use crate::{Context, headers, malformed, opaque, own, respelled, unsigned};

/// Makes the forgery of this name.
pub(crate) type Resign =
    fn(&'static str, &Token, (&Context, Signing<'_>)) -> Result<String, ForgeError>;

/// What a forgery is made of, and so what it needs.
#[derive(Clone, Copy)]
pub(crate) enum Recipe {
    /// Any text.
    Text(fn(&str) -> Vec<u8>),
    /// A token that is read; `None` when there is nothing to change.
    Unsigned(fn(&Token) -> Option<String>),
    /// A token that is read, signed with a secret that everybody knows.
    Known(&'static str),
    /// A token that is read, signed with a secret or key of ours.
    Secret(fn(&Token) -> Result<String, ForgeError>),
    /// The same, and its header leads to a URL.
    Leading(fn(&Token, &str) -> Result<String, ForgeError>),
    /// A token that is read, signed HS256 with the target's public key, whose text ends so.
    Public(&'static str),
    /// A token that is read, and the target's key, used in another way than it should be.
    Resigned(Resign),
    /// The same, used as it should be, after one change of a claim or header.
    Signed(Change),
    /// The same, issued now and with nothing wrong.
    Minted,
    /// The same, by a key that is used no more.
    Retired,
}

pub(crate) const RECIPES: &[(&str, Recipe)] = &[
    ("control/re-minted", Recipe::Minted),
    (
        "alg-none",
        Recipe::Unsigned(|token| unsigned::unsecured(token, "none")),
    ),
    (
        "alg-none-mixed-case",
        Recipe::Unsigned(|token| unsigned::unsecured(token, "nOnE")),
    ),
    (
        "alg-none-upper-case",
        Recipe::Unsigned(|token| unsigned::unsecured(token, "NONE")),
    ),
    (
        "alg-none-capitalised",
        Recipe::Unsigned(|token| unsigned::unsecured(token, "None")),
    ),
    (
        "alg-none-spaced",
        Recipe::Unsigned(|token| unsigned::unsecured(token, "none ")),
    ),
    (
        "alg-none-signed",
        Recipe::Unsigned(unsigned::unsecured_but_signed),
    ),
    ("alg-missing", Recipe::Unsigned(unsigned::without_alg)),
    ("signature-stripped", Recipe::Unsigned(respelled::stripped)),
    ("signature-flipped", Recipe::Unsigned(respelled::flipped)),
    (
        "signature-first-octet",
        Recipe::Unsigned(respelled::flipped_first),
    ),
    (
        "signature-truncated",
        Recipe::Unsigned(respelled::truncated),
    ),
    (
        "signature-respelled",
        Recipe::Unsigned(respelled::other_spelling),
    ),
    ("zero-ecdsa/es256", Recipe::Unsigned(respelled::zero_es256)),
    ("zero-ecdsa/es384", Recipe::Unsigned(respelled::zero_es384)),
    ("zero-ecdsa/es512", Recipe::Unsigned(respelled::zero_es512)),
    ("zero-ecdsa/der", Recipe::Unsigned(respelled::zero_der)),
    ("json-serialised", Recipe::Unsigned(respelled::json)),
    ("payload-tampered", Recipe::Unsigned(unsigned::tampered)),
    ("embedded-jwk", Recipe::Secret(own::embedded)),
    ("kid-traversal", Recipe::Secret(unsigned::kid_traversal)),
    ("kid-injection", Recipe::Secret(unsigned::kid_injection)),
    ("foreign-jku", Recipe::Leading(own::at_jku)),
    ("foreign-x5u", Recipe::Leading(own::at_x5u)),
    ("kid-retired", Recipe::Retired),
    ("no-kid", Recipe::Signed(headers::no_kid)),
    ("hs-with-public-key/without-newline", Recipe::Public("")),
    ("hs-with-public-key/with-newline", Recipe::Public("\n")),
    ("alg-of-same-family", Recipe::Resigned(headers::same_family)),
    ("header-alg-mismatch", Recipe::Resigned(headers::mismatch)),
    ("kid-unknown", Recipe::Signed(headers::kid_unknown)),
    ("crit-unknown", Recipe::Signed(headers::crit_unknown)),
    ("b64-false", Recipe::Signed(headers::b64_false)),
    ("duplicate-header", Recipe::Resigned(headers::twice)),
    ("duplicate-claims", Recipe::Resigned(claims::twice)),
    ("empty-claims", Recipe::Signed(claims::empty)),
    ("wrong-type", Recipe::Signed(claims::wrong_type)),
    (
        "wrong-issuer/foreign",
        Recipe::Signed(claims::foreign_issuer),
    ),
    ("wrong-issuer/prefix", Recipe::Signed(claims::longer_issuer)),
    (
        "wrong-issuer/substring",
        Recipe::Signed(claims::shorter_issuer),
    ),
    ("wrong-issuer/empty", Recipe::Signed(claims::empty_issuer)),
    ("wrong-issuer/array", Recipe::Signed(claims::listed_issuer)),
    ("wrong-typ", Recipe::Signed(headers::wrong_typ)),
    ("wrong-audience", Recipe::Signed(claims::wrong_audience)),
    ("expired", Recipe::Signed(claims::expired)),
    ("just-expired", Recipe::Signed(claims::just_expired)),
    ("not-yet-valid", Recipe::Signed(claims::not_yet_valid)),
    ("issued-in-future", Recipe::Signed(claims::issued_in_future)),
    ("no-expiry", Recipe::Signed(claims::no_expiry)),
    ("no-audience", Recipe::Signed(claims::no_audience)),
    ("malformed/empty", Recipe::Text(malformed::empty)),
    (
        "malformed/one-segment",
        Recipe::Text(malformed::one_segment),
    ),
    (
        "malformed/two-segments",
        Recipe::Text(malformed::two_segments),
    ),
    (
        "malformed/four-segments",
        Recipe::Text(malformed::four_segments),
    ),
    (
        "malformed/empty-segments",
        Recipe::Text(malformed::empty_segments),
    ),
    (
        "malformed/five-segments",
        Recipe::Text(malformed::five_segments),
    ),
    ("malformed/bad-base64", Recipe::Text(malformed::bad_base64)),
    ("malformed/bad-utf8", Recipe::Text(malformed::bad_utf8)),
    ("malformed/bad-json", Recipe::Text(malformed::bad_json)),
    ("malformed/json-array", Recipe::Text(malformed::json_array)),
    ("malformed/json-null", Recipe::Text(malformed::json_null)),
    (
        "malformed/alg-not-text",
        Recipe::Text(malformed::alg_not_text),
    ),
    ("malformed/deep-json", Recipe::Text(malformed::deep_json)),
    (
        "malformed/control-bytes",
        Recipe::Text(malformed::control_bytes),
    ),
    ("malformed/non-ascii", Recipe::Text(malformed::non_ascii)),
    ("malformed/64KiB", Recipe::Text(malformed::long)),
    ("opaque/wildcard", Recipe::Text(opaque::wildcard)),
    ("opaque/one-changed", Recipe::Text(opaque::one_changed)),
    ("opaque/truncated", Recipe::Text(opaque::truncated)),
    ("opaque/extended", Recipe::Text(opaque::extended)),
    ("opaque/case-swapped", Recipe::Text(opaque::case_swapped)),
];
