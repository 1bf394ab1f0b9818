//! Makes a forgery by its name.

use model::credential::Mint;
use model::key::Family;

use crate::claims::Parts;
use crate::error::ForgeError;
use crate::mint::Signing;
use crate::recipes::{RECIPES, Recipe};
use crate::token::Token;
use crate::{Context, headers, own, unsigned};

/// Makes the forgery `name` (`model::sets::FORGERIES`) of a captured token. The result is octets,
/// because what is malformed need not be fit for a header.
///
/// `known-secret/*` may equal the original: then the target signs with that very secret.
///
/// # Errors
///
/// `UnknownForgery`; `NotAJwt` for all but the malformed ones; `NeedsKey` and `NeedsPublicKey` when the
/// target does not give what it is made with; `NotFor` when keys of this kind have none; `NeedsClaim`
/// when the claim to falsify is unknown; `NoChange` when the result would be the original; `Unsigned`
/// when the cryptographic library fails.
pub fn forge(name: &str, token: &str, context: &Context) -> Result<Vec<u8>, ForgeError> {
    let (name, recipe) = find(name)?;
    let read = || Token::parse(token).ok_or(ForgeError::NotAJwt);
    let key = || Signing::of(context.key).ok_or(ForgeError::NeedsKey(name));
    let differs = |made: &Vec<u8>| made != token.as_bytes();
    let made = match recipe {
        Recipe::Text(make) => Some(make(token)).filter(differs),
        Recipe::Unsigned(make) => make(&read()?).map(String::into_bytes).filter(differs),
        Recipe::Known(secret) => Some(unsigned::known(&read()?, secret).into_bytes()),
        Recipe::Embedded => Some(own::embedded(&read()?)?.into_bytes()).filter(differs),
        Recipe::Public(end) => Some(public(name, &read()?, (context, end))?.into_bytes()),
        Recipe::Minted => {
            let (token, key) = (read()?, key()?);
            Some(
                key.mint(&token, &Mint::default(), context.now)?
                    .into_bytes(),
            )
        }
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
    headers::public_as_secret(token, key, end).ok_or(ForgeError::NeedsPublicKey(forgery))
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
