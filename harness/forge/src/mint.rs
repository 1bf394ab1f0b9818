//! Signs claims with the target's own key.

use model::credential::Mint;
use model::key::Algorithm;
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
}

impl<'a> Signing<'a> {
    /// The signing part of the target's key, when its owner gives it.
    pub(crate) fn of(key: Option<&'a Key>) -> Option<Self> {
        let key = key?;
        let signer = key.signer()?;
        Some(Signing {
            alg: key.alg,
            signer,
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
        for (claim, value) in &mint.set {
            parts.payload.insert(claim.clone(), value.clone());
        }
        parts.payload.retain(|claim, _| !mint.drop.contains(claim));
        self.sign(token, &parts)
    }
}

/// Signs the claims of `token` anew: issued now and with their original lifetime, then `mint.set`
/// applied, then `mint.drop`. A token without `iat` and `nbf` does not tell its lifetime and keeps
/// its `exp`.
///
/// # Errors
///
/// `NotAJwt` when `token` is none, `NeedsKey` when the context has no key that signs, `Unsigned` when
/// the cryptographic library fails.
pub fn mint(token: &str, mint: &Mint, context: &Context) -> Result<String, ForgeError> {
    let token = Token::parse(token).ok_or(ForgeError::NotAJwt)?;
    let key = Signing::of(context.key).ok_or(ForgeError::NeedsKey("mint"))?;
    key.mint(&token, mint, context.now)
}

/// A header that names another algorithm (RFC 7515 4.1.1).
pub(crate) fn naming(header: &Map<String, Value>, alg: &str) -> Map<String, Value> {
    let mut header = header.clone();
    header.insert("alg".to_owned(), Value::from(alg));
    header
}
