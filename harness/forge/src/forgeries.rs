//! The forgeries by name, and how each is made.

use model::credential::Mint;

use crate::claims::{self, Change, Parts};
use crate::error::ForgeError;
use crate::token::Token;
use crate::{Context, malformed, mint, unsigned};

/// What a forgery is made of, and so what it needs.
enum Recipe {
    /// Any text.
    Text(fn(&str) -> Vec<u8>),
    /// A token that is read; `None` when there is nothing to change.
    Unsigned(fn(&Token) -> Option<String>),
    /// A token that is read, signed HS256 with a secret that everybody knows.
    Known(&'static str),
    /// A token that is read, and the target's key.
    Signed(Change),
    /// The same, and it is good.
    Minted,
}

const RECIPES: &[(&str, Recipe)] = &[
    ("control/re-minted", Recipe::Minted),
    (
        "alg-none",
        Recipe::Unsigned(|token| unsigned::unsecured(token, "none")),
    ),
    (
        "alg-none-mixed-case",
        Recipe::Unsigned(|token| unsigned::unsecured(token, "nOnE")),
    ),
    ("signature-stripped", Recipe::Unsigned(unsigned::stripped)),
    ("signature-flipped", Recipe::Unsigned(unsigned::flipped)),
    ("payload-tampered", Recipe::Unsigned(unsigned::tampered)),
    (
        "known-secret/dev-secret-key",
        Recipe::Known("dev-secret-key"),
    ),
    ("known-secret/secret", Recipe::Known("secret")),
    ("known-secret/changeme", Recipe::Known("changeme")),
    ("known-secret/empty", Recipe::Known("")),
    ("crit-unknown", Recipe::Signed(claims::crit_unknown)),
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
    ("wrong-audience", Recipe::Signed(claims::wrong_audience)),
    ("expired", Recipe::Signed(claims::expired)),
    ("just-expired", Recipe::Signed(claims::just_expired)),
    ("not-yet-valid", Recipe::Signed(claims::not_yet_valid)),
    ("no-expiry", Recipe::Signed(claims::no_expiry)),
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
        "malformed/five-segments",
        Recipe::Text(malformed::five_segments),
    ),
    ("malformed/bad-base64", Recipe::Text(malformed::bad_base64)),
    ("malformed/bad-json", Recipe::Text(malformed::bad_json)),
    ("malformed/json-array", Recipe::Text(malformed::json_array)),
    (
        "malformed/control-bytes",
        Recipe::Text(malformed::control_bytes),
    ),
    ("malformed/non-ascii", Recipe::Text(malformed::non_ascii)),
    ("malformed/64KiB", Recipe::Text(malformed::long)),
];

/// Makes the forgery `name` (`model::sets::FORGERIES`) of a captured token. The result is octets,
/// because what is malformed need not be fit for a header.
///
/// `known-secret/*` may equal the original: then the target signs with that very secret.
///
/// # Errors
///
/// `UnknownForgery`; `NotAJwt` for all but the malformed ones; `NeedsKey` for those that are
/// signed; `NeedsClaim` when the claim to falsify is unknown; `NoChange` when the result would be
/// the original.
pub fn forge(name: &str, token: &str, context: &Context) -> Result<Vec<u8>, ForgeError> {
    let (name, recipe) = find(name)?;
    let read = || Token::parse(token).ok_or(ForgeError::NotAJwt);
    let key = || context.key.ok_or(ForgeError::NeedsKey(name));
    let made = match recipe {
        Recipe::Text(make) => Some(make(token)).filter(|made| made != token.as_bytes()),
        Recipe::Unsigned(make) => make(&read()?).map(String::into_bytes),
        Recipe::Known(secret) => Some(unsigned::known(&read()?, secret).into_bytes()),
        Recipe::Minted => {
            Some(mint::minted(&read()?, &Mint::default(), key()?, context.now).into_bytes())
        }
        Recipe::Signed(change) => {
            let (token, key) = (read()?, key()?);
            let mut parts = Parts::of(&token);
            change(&mut parts, context).map_err(|claim| ForgeError::NeedsClaim {
                forgery: name,
                claim,
            })?;
            let changed = parts != Parts::of(&token);
            changed.then(|| mint::signed(&token, &parts, key).into_bytes())
        }
    };
    made.ok_or(ForgeError::NoChange(name))
}

fn find(name: &str) -> Result<(&'static str, &'static Recipe), ForgeError> {
    let known = RECIPES.iter().find(|(known, _)| *known == name);
    known
        .map(|(name, recipe)| (*name, recipe))
        .ok_or_else(|| ForgeError::UnknownForgery {
            name: name.to_owned(),
            nearest: nearest(name),
        })
}

/// The name that was probably meant: at least half of it is right.
fn nearest(name: &str) -> Option<&'static str> {
    const LONGEST: usize = 64;
    if name.len() > LONGEST {
        return None;
    }
    RECIPES
        .iter()
        .map(|(known, _)| (strsim::normalized_damerau_levenshtein(known, name), *known))
        .filter(|(likeness, _)| *likeness >= 0.5)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, known)| known)
}
