//! Forgeries that whoever holds a token can make without the target's key.

use model::credential::Algorithm;
use serde_json::Value;

use crate::mint::naming;
use crate::sign::{name, sign};
use crate::token::{Token, encode};

/// The header names an algorithm that signs nothing, and nothing is signed (RFC 7519 6.1).
pub(crate) fn unsecured(token: &Token, alg: &str) -> Option<String> {
    let header = naming(&token.header, alg);
    let original = header == token.header && token.signature.is_empty();
    (!original).then(|| format!("{}.", token.input_with(&header, &token.payload)))
}

pub(crate) fn stripped(token: &Token) -> Option<String> {
    let [header, payload, signature] = token.segments();
    (!signature.is_empty()).then(|| format!("{header}.{payload}."))
}

/// The last octet is flipped: who compares only the beginning is found out as well.
pub(crate) fn flipped(token: &Token) -> Option<String> {
    let [header, payload, _] = token.segments();
    let mut signature = token.signature.clone();
    *signature.last_mut()? ^= 1;
    Some(format!("{header}.{payload}.{}", encode(&signature)))
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

/// Signed HS256 with a secret that everybody knows. It is the original again when the target uses
/// that secret, and is then rightly accepted.
pub(crate) fn known(token: &Token, secret: &str) -> String {
    let header = naming(&token.header, name(Algorithm::HS256));
    let input = token.input_with(&header, &token.payload);
    sign(&input, Algorithm::HS256, secret.as_bytes())
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

fn another_text(text: &str) -> String {
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
