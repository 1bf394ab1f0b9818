//! Signs claims with a key of the target.

use model::key::Algorithm;
use model::minting::{HEADER, Mint};
use serde_json::{Map, Value};

use crate::claims::Parts;
use crate::key::{Key, Signer};
use crate::sign::sign;
use crate::token::Token;
use crate::{Context, ForgeError, dates};

/// A key that can sign.
#[derive(Clone, Copy)]
pub(crate) struct Signing<'a> {
    pub(crate) alg: Algorithm,
    pub(crate) signer: &'a Signer,
    pub(crate) kid: Option<&'a str>,
    /// Its name, when it is not the one that signs this credential now.
    pub(crate) other: Option<&'a str>,
}

impl<'a> Signing<'a> {
    /// The signing part of the key that signs this credential now, when its owner gives it.
    pub(crate) fn current(context: &Context<'a>) -> Option<Self> {
        Signing::of(context.key?, None)
    }

    /// That of the key of this name.
    pub(crate) fn named(context: &Context<'a>, name: &'a str) -> Option<Self> {
        Signing::of(context.keys?.get(name)?, Some(name))
    }

    fn of(key: &'a Key, other: Option<&'a str>) -> Option<Self> {
        Some(Signing {
            alg: key.alg,
            signer: key.signer()?,
            kid: key.kid(),
            other,
        })
    }

    /// The parts of `token` after a change, signed; the header names the key's algorithm.
    pub(crate) fn sign(self, token: &Token, parts: &Parts) -> Result<String, ForgeError> {
        let header = naming(&parts.header, self.alg.name());
        let input = token.input_with(&header, &parts.payload);
        sign(&input, self.alg, self.signer)
    }

    /// The claims of `token` issued now, with the changes of `mint`.
    pub(crate) fn mint(self, token: &Token, mint: &Mint, now: u64) -> Result<String, ForgeError> {
        let mut parts = Parts::of(token);
        dates::freshen(&mut parts.payload, dates::clamp(now));
        parts.header = self.own(&parts.header)?;
        let place = |name: &str| HEADER.contains(&name);
        for (name, value) in &mint.set {
            let members = match place(name) {
                true => &mut parts.header,
                false => &mut parts.payload,
            };
            members.insert(name.clone(), value.clone());
        }
        let dropped = |name: &String| mint.drop.contains(name);
        parts
            .header
            .retain(|name, _| !(place(name) && dropped(name)));
        parts
            .payload
            .retain(|name, _| place(name) || !dropped(name));
        let input = token.input_with(&parts.header, &parts.payload);
        sign(&input, self.alg, self.signer)
    }

    /// A header as this key has it: with its algorithm, and with its `kid` where tokens have one.
    fn own(self, header: &Map<String, Value>) -> Result<Map<String, Value>, ForgeError> {
        let mut header = naming(header, self.alg.name());
        match (self.kid, self.other) {
            (Some(kid), _) => {
                header.insert("kid".to_owned(), Value::from(kid));
            }
            (None, Some(other)) if header.contains_key("kid") => {
                return Err(ForgeError::NeedsKid(other.to_owned()));
            }
            (None, _) => {}
        }
        Ok(header)
    }
}

/// Signs the claims of `token` anew: issued now and with their original lifetime, then `mint.set`
/// applied, then `mint.drop`. A token without `iat` and `nbf` does not tell its lifetime and keeps
/// its `exp`.
///
/// # Errors
///
/// `NotAJwt` when `token` is none, `NeedsKey` or `NeedsOtherKey` when the context has no such key that
/// signs, `NeedsKid` when it is another key and nothing tells its `kid`, `Unsigned` when the
/// cryptographic library fails.
pub fn mint(token: &str, mint: &Mint, context: &Context) -> Result<String, ForgeError> {
    let token = Token::parse(token).ok_or(ForgeError::NotAJwt)?;
    let key = match mint.other_key() {
        Some(name) => other("mint", name, context)?,
        None => Signing::current(context).ok_or(ForgeError::NeedsKey("mint"))?,
    };
    key.mint(&token, mint, context.now)
}

/// The key of this name.
pub(crate) fn other<'a>(
    forgery: &'static str,
    name: &'a str,
    context: &Context<'a>,
) -> Result<Signing<'a>, ForgeError> {
    Signing::named(context, name).ok_or_else(|| ForgeError::NeedsOtherKey {
        forgery,
        key: name.to_owned(),
    })
}

/// A header that names another algorithm (RFC 7515 4.1.1).
pub(crate) fn naming(header: &Map<String, Value>, alg: &str) -> Map<String, Value> {
    let mut header = header.clone();
    header.insert("alg".to_owned(), Value::from(alg));
    header
}
