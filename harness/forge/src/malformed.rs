//! Tokens that no reader should get through, made from any text: of a JWT its own segments are
//! used, of an opaque token its own characters or, where segments are needed, those of a stand-in.

use crate::token::{Token, encode};

const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;
const PAYLOAD: &str = r#"{"sub":"gateproof"}"#;

/// Octets of `malformed/64KiB`.
const LONG: usize = 64 * 1024;

pub(crate) fn empty(_: &str) -> Vec<u8> {
    Vec::new()
}

pub(crate) fn one_segment(token: &str) -> Vec<u8> {
    let [header, ..] = segments(token);
    header.into_bytes()
}

pub(crate) fn two_segments(token: &str) -> Vec<u8> {
    let [header, payload, _] = segments(token);
    format!("{header}.{payload}").into_bytes()
}

/// The whole token and two more segments: who takes the first three takes a good token.
pub(crate) fn five_segments(token: &str) -> Vec<u8> {
    let [header, payload, signature] = segments(token);
    format!("{header}.{payload}.{signature}.{payload}.{signature}").into_bytes()
}

/// The signature twice: who takes the first three takes a good token.
pub(crate) fn four_segments(token: &str) -> Vec<u8> {
    let [header, payload, signature] = segments(token);
    format!("{header}.{payload}.{signature}.{signature}").into_bytes()
}

pub(crate) fn empty_segments(_: &str) -> Vec<u8> {
    b"..".to_vec()
}

/// A character outside the alphabet in each part that is decoded before the signature. The
/// signature stays as it is: decoders that skip strange characters there are common.
pub(crate) fn bad_base64(token: &str) -> Vec<u8> {
    match Token::parse(token) {
        Some(read) => {
            let [header, payload, signature] = read.segments();
            let header = amid(header, "!");
            let payload = amid(payload, "*");
            format!("{header}.{payload}.{signature}").into_bytes()
        }
        None => amid(token, "!*").into_bytes(),
    }
}

pub(crate) fn bad_json(token: &str) -> Vec<u8> {
    with_header(token, r#"{"alg":"#)
}

/// Octets that begin no character.
pub(crate) fn bad_utf8(token: &str) -> Vec<u8> {
    with_claims(token, b"{\"sub\":\"\xff\xfe\"}")
}

/// Under the old signature, as somebody without the key would send it.
pub(crate) fn json_array(token: &str) -> Vec<u8> {
    with_claims(token, b"[]")
}

pub(crate) fn json_null(token: &str) -> Vec<u8> {
    with_claims(token, b"null")
}

pub(crate) fn alg_not_text(token: &str) -> Vec<u8> {
    with_header(token, r#"{"alg":["HS256"],"typ":"JWT"}"#)
}

/// Deeper than readers with a limit go, and not too long for a header: who has no limit runs out of stack.
pub(crate) fn deep_json(token: &str) -> Vec<u8> {
    const DEPTH: usize = 2000;
    let (open, close) = ("[".repeat(DEPTH), "]".repeat(DEPTH));
    with_header(
        token,
        &format!(r#"{{"alg":"HS256","typ":"JWT","gateproof":{open}{close}}}"#),
    )
}

/// Inside of the base64, because a header of HTTP cannot carry them as they are (RFC 9110 5.5). JSON
/// cannot either (RFC 8259 7), so that a reader has to refuse them.
pub(crate) fn control_bytes(token: &str) -> Vec<u8> {
    let control: String = ('\u{0}'..='\u{8}').chain(['\u{7f}']).collect();
    with_header(token, &format!(r#"{{"alg":"HS256","typ":"JWT{control}"}}"#))
}

/// Letters of two, three and four octets.
pub(crate) fn non_ascii(token: &str) -> Vec<u8> {
    inside(token, "é中𝒂")
}

/// Three segments of which the second is a well-formed object with one long claim, so that length
/// is the only strange thing about it; exactly 65,536 octets.
pub(crate) fn long(_: &str) -> Vec<u8> {
    let header = encode(HEADER.as_bytes());
    let signature = encode(&[0; 32]);
    let room = LONG - header.len() - signature.len() - 2;
    let frame = r#"{"sub":""}"#.len();
    // Four characters carry three octets; the stand-ins leave a number that comes out even.
    let filling = "a".repeat(room * 3 / 4 - frame);
    let payload = encode(format!(r#"{{"sub":"{filling}"}}"#).as_bytes());
    format!("{header}.{payload}.{signature}").into_bytes()
}

/// Under the old signature.
fn with_header(token: &str, header: &str) -> Vec<u8> {
    let [_, payload, signature] = segments(token);
    format!("{}.{payload}.{signature}", encode(header.as_bytes())).into_bytes()
}

/// Under the old signature.
fn with_claims(token: &str, claims: &[u8]) -> Vec<u8> {
    let [header, _, signature] = segments(token);
    format!("{header}.{}.{signature}", encode(claims)).into_bytes()
}

/// The segments of a JWT, or those of a stand-in.
fn segments(token: &str) -> [String; 3] {
    match Token::parse(token) {
        Some(token) => token.segments().map(str::to_owned),
        None => [
            encode(HEADER.as_bytes()),
            encode(PAYLOAD.as_bytes()),
            encode(&[0; 32]),
        ],
    }
}

/// `strange` in the middle of the payload of a JWT, or of an opaque token.
fn inside(token: &str, strange: &str) -> Vec<u8> {
    match Token::parse(token) {
        Some(read) => {
            let [header, payload, signature] = read.segments();
            let payload = amid(payload, strange);
            format!("{header}.{payload}.{signature}").into_bytes()
        }
        None => amid(token, strange).into_bytes(),
    }
}

fn amid(text: &str, strange: &str) -> String {
    let (before, after) = text.split_at(text.floor_char_boundary(text.len() / 2));
    format!("{before}{strange}{after}")
}
