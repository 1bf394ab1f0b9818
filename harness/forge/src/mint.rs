//! Signs claims with the target's own key.

use model::credential::Mint;
use serde_json::{Map, Value};

use crate::claims::Parts;
use crate::sign::{name, sign};
use crate::token::Token;
use crate::{Context, ForgeError, SigningKey, dates};

/// Signs the claims of `token` anew: issued now and with their original lifetime, then `mint.set`
/// applied, then `mint.drop`. A token without `iat` and `nbf` does not tell its lifetime and keeps
/// its `exp`.
///
/// # Errors
///
/// `NotAJwt` when `token` is none, `NeedsKey` when the context has no key.
pub fn mint(token: &str, mint: &Mint, context: &Context) -> Result<String, ForgeError> {
    let token = Token::parse(token).ok_or(ForgeError::NotAJwt)?;
    let key = context.key.ok_or(ForgeError::NeedsKey("mint"))?;
    Ok(minted(&token, mint, key, context.now))
}

/// The same for a token that was read.
pub(crate) fn minted(token: &Token, mint: &Mint, key: &SigningKey, now: u64) -> String {
    let mut parts = Parts::of(token);
    dates::freshen(&mut parts.payload, dates::clamp(now));
    for (claim, value) in &mint.set {
        parts.payload.insert(claim.clone(), value.clone());
    }
    parts.payload.retain(|claim, _| !mint.drop.contains(claim));
    signed(token, &parts, key)
}

/// The parts of `token` after a change, signed; the header names the key's algorithm.
pub(crate) fn signed(token: &Token, parts: &Parts, key: &SigningKey) -> String {
    let header = naming(&parts.header, name(key.alg));
    let input = token.input_with(&header, &parts.payload);
    sign(&input, key.alg, key.secret.expose().as_bytes())
}

/// A header that names another algorithm (RFC 7515 4.1.1).
pub(crate) fn naming(header: &Map<String, Value>, alg: &str) -> Map<String, Value> {
    let mut header = header.clone();
    header.insert("alg".to_owned(), Value::from(alg));
    header
}
