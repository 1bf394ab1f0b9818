//! Forgeries in the header, under the target's own key: all else is right.

use model::key::Algorithm;
use model::secret::Secret;
use serde_json::Value;

use crate::claims::Parts;
use crate::key::{Key, Signer};
use crate::mint::{Signing, naming};
use crate::sign::sign;
use crate::token::Token;
use crate::unsigned::another_text;
use crate::{Context, ForgeError};

/// An extension that must be understood and is understood by nobody (RFC 7515 4.1.11).
pub(crate) fn crit_unknown(parts: &mut Parts, _: &Context) -> Result<(), &'static str> {
    critical(parts, "gateproof", true);
    Ok(())
}

/// An extension that is known, and that no JWT may use (RFC 7797 7). Who understands it takes the
/// payload segment for the payload itself, which is then no JSON; who refuses is right as well.
pub(crate) fn b64_false(parts: &mut Parts, _: &Context) -> Result<(), &'static str> {
    critical(parts, "b64", false);
    Ok(())
}

fn critical(parts: &mut Parts, name: &str, value: bool) {
    let mut names = match parts.header.get("crit") {
        Some(Value::Array(names)) => names.clone(),
        _ => Vec::new(),
    };
    names.push(Value::from(name));
    parts.header.insert("crit".to_owned(), Value::Array(names));
    parts.header.insert(name.to_owned(), Value::Bool(value));
}

/// Without the name of its key (RFC 7515 4.1.4).
pub(crate) fn no_kid(parts: &mut Parts, _: &Context) -> Result<(), &'static str> {
    // Keeps the order of the others, which `remove` would not.
    parts.header.retain(|member, _| member != "kid");
    Ok(())
}

/// Says in the header that it is a token of another kind (RFC 8725 3.11): a security event (RFC 8417
/// 2.3), or an access token (RFC 9068 2.1) where it is one of those.
pub(crate) fn wrong_typ(parts: &mut Parts, _: &Context) -> Result<(), &'static str> {
    const EVENT: &str = "secevent+jwt";
    let other = match parts.header.get("typ").and_then(Value::as_str) {
        Some(EVENT) => "at+jwt",
        _ => EVENT,
    };
    parts.header.insert("typ".to_owned(), Value::from(other));
    Ok(())
}

/// Another `kid` of the same shape, or one where there was none (RFC 7515 4.1.4).
pub(crate) fn kid_unknown(parts: &mut Parts, _: &Context) -> Result<(), &'static str> {
    let kid = match parts.header.get("kid").and_then(Value::as_str) {
        Some(known) => another_text(known),
        None => "gateproof".to_owned(),
    };
    parts.header.insert("kid".to_owned(), Value::from(kid));
    Ok(())
}

/// Signed rightly, by another algorithm that the same key can be used with (RFC 8725 3.1: one key,
/// one algorithm).
pub(crate) fn same_family(
    forgery: &'static str,
    token: &Token,
    (_, key): (&Context, Signing<'_>),
) -> Result<String, ForgeError> {
    let not_for = ForgeError::NotFor {
        forgery,
        alg: key.alg,
    };
    let alg = key.alg.sibling().ok_or(not_for)?;
    Signing { alg, ..key }.sign(token, &Parts::of(token))
}

/// The header names another algorithm than the one that signed.
pub(crate) fn mismatch(
    _: &'static str,
    token: &Token,
    (_, key): (&Context, Signing<'_>),
) -> Result<String, ForgeError> {
    let header = naming(&token.header, other(key));
    let input = token.input_with(&header, &token.payload);
    sign(&input, key.alg, key.signer)
}

/// `alg` twice, and the last, which counts (RFC 7515 4), is wrong. Whoever takes the first finds a
/// good token; refusing for the repetition is right as well.
pub(crate) fn twice(
    forgery: &'static str,
    token: &Token,
    (_, key): (&Context, Signing<'_>),
) -> Result<String, ForgeError> {
    let input = token.input_adding(0, "alg", &Value::from(other(key)));
    let input = input.ok_or(ForgeError::NoChange(forgery))?;
    sign(&input, key.alg, key.signer)
}

/// The name of an algorithm that is not the key's, near to it where there is one.
fn other(key: Signing<'_>) -> &'static str {
    match key.alg.sibling() {
        Some(sibling) => sibling.name(),
        None if key.alg.name() == "ES256" => "ES384",
        None => "ES256",
    }
}

/// The text of the public key as the secret of an HMAC (RFC 8725 2.1, 3.1): a verifier that leaves the
/// choice to the header uses it so. Whether the last line ends in a line break depends on the reader.
pub(crate) fn public_as_secret(
    token: &Token,
    key: &Key,
    end: &str,
) -> Result<Option<String>, ForgeError> {
    let Some(public) = key.public() else {
        return Ok(None);
    };
    let secret = Secret::new(format!("{}{end}", public.trim_end()));
    let alg = Algorithm::HS256;
    let header = naming(&token.header, alg.name());
    let input = token.input_with(&header, &token.payload);
    sign(&input, alg, &Signer::Secret(secret)).map(Some)
}
