//! Makes a forgery by its name.

use model::forgery::{KNOWN_SECRETS, RETIRED};
use model::key::Family;
use model::minting::Mint;

use crate::claims::Parts;
use crate::error::ForgeError;
use crate::mint::{Signing, other};
use crate::recipes::{RECIPES, Recipe};
use crate::token::Token;
use crate::{Context, headers, unsigned};

/// Makes the forgery `name` (`model::forgery::forgeries`) of a captured token. The result is octets,
/// because what is malformed need not be fit for a header.
///
/// `known-secret/*` may equal the original: then the target signs with that very secret.
///
/// # Errors
///
/// `UnknownForgery`; `NotAJwt` for all but the malformed and opaque ones; `NeedsKey`, `NeedsOtherKey`,
/// `NeedsKid` and `NeedsPublicKey` when the target does not give what it is made with; `NeedsUrl` for
/// what [`leading`] makes; `NotFor` when keys of this kind have none; `NeedsClaim` when the claim to
/// falsify is unknown; `NoChange` when the result would be the original; `Unsigned` when the
/// cryptographic library fails.
pub fn forge(name: &str, token: &str, context: &Context) -> Result<Vec<u8>, ForgeError> {
    make(name, (token, None), context)
}

/// Makes a forgery whose header leads to `url`, where our keys ([`crate::jwks`]) or our certificate
/// ([`crate::certificate`]) stand; any other as [`forge`] does.
///
/// # Errors
///
/// As [`forge`], without `NeedsUrl`.
pub fn leading(
    name: &str,
    url: &str,
    token: &str,
    context: &Context,
) -> Result<Vec<u8>, ForgeError> {
    make(name, (token, Some(url)), context)
}

fn make(
    name: &str,
    (token, url): (&str, Option<&str>),
    context: &Context,
) -> Result<Vec<u8>, ForgeError> {
    let (name, recipe) = find(name)?;
    let read = || Token::parse(token).ok_or(ForgeError::NotAJwt);
    let key = || Signing::current(context).ok_or(ForgeError::NeedsKey(name));
    let differs = |made: &Vec<u8>| made != token.as_bytes();
    let made = match recipe {
        Recipe::Text(make) => Some(make(token)).filter(differs),
        Recipe::Unsigned(make) => make(&read()?).map(String::into_bytes).filter(differs),
        Recipe::Known(secret) => Some(unsigned::known(&read()?, secret)?.into_bytes()),
        Recipe::Secret(make) => Some(make(&read()?)?.into_bytes()).filter(differs),
        Recipe::Leading(make) => {
            let (token, url) = (read()?, url.ok_or(ForgeError::NeedsUrl(name))?);
            Some(make(&token, url)?.into_bytes()).filter(differs)
        }
        Recipe::Public(end) => Some(public(name, &read()?, (context, end))?.into_bytes()),
        Recipe::Minted => Some(fresh(key()?, &read()?, context)?),
        Recipe::Retired => Some(fresh(other(name, RETIRED, context)?, &read()?, context)?),
        Recipe::Signed(change) => {
            let (token, key) = (read()?, key()?);
            let mut parts = Parts::of(&token);
            change(&mut parts, context).map_err(|claim| ForgeError::NeedsClaim {
                forgery: name,
                claim,
            })?;
            match parts == Parts::of(&token) {
                true => None,
                false => Some(key.sign(&token, &parts)?.into_bytes()),
            }
        }
        Recipe::Resigned(make) => Some(make(name, &read()?, (context, key()?))?.into_bytes()),
    };
    made.ok_or(ForgeError::NoChange(name))
}

fn fresh(key: Signing<'_>, token: &Token, context: &Context) -> Result<Vec<u8>, ForgeError> {
    key.mint(token, &Mint::default(), context.now)
        .map(String::into_bytes)
}

fn public(
    forgery: &'static str,
    token: &Token,
    (context, end): (&Context, &str),
) -> Result<String, ForgeError> {
    let key = context.key.ok_or(ForgeError::NeedsPublicKey(forgery))?;
    if key.alg.family() == Family::Hmac {
        return Err(ForgeError::NotFor {
            forgery,
            alg: key.alg,
        });
    }
    headers::public_as_secret(token, key, end)?.ok_or(ForgeError::NeedsPublicKey(forgery))
}

fn find(name: &str) -> Result<(&'static str, Recipe), ForgeError> {
    let recipe = RECIPES.iter().find(|(known, _)| *known == name);
    let known = || KNOWN_SECRETS.iter().find(|(known, ..)| *known == name);
    recipe
        .copied()
        .or_else(|| known().map(|(known, secret, _)| (*known, Recipe::Known(secret))))
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
    model::forgery::forgeries()
        .map(|known| {
            let likeness = strsim::normalized_damerau_levenshtein(known.name, name);
            (likeness, known.name)
        })
        .filter(|(likeness, _)| *likeness >= 0.5)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, known)| known)
}
