//! Tokens without a meaning of their own, of which a part is wrong: for who looks them up carelessly.

use crate::unsigned::another_text;

/// For who asks a database with LIKE: the sign stands for anything.
pub(crate) fn wildcard(token: &str) -> Vec<u8> {
    let (half, _) = split(token, 1, 2);
    format!("{half}%").into_bytes()
}

/// In the middle, because the end of a text in base64 may hold bits that nobody reads.
pub(crate) fn one_changed(token: &str) -> Vec<u8> {
    let (half, after) = split(token, 1, 2);
    let last = half.rfind(|letter: char| letter.is_ascii_alphanumeric());
    let (before, between) = half.split_at(last.map_or(half.len(), |at| at + 1));
    format!("{}{between}{after}", another_text(before)).into_bytes()
}

/// For who compares only as much as was sent.
pub(crate) fn truncated(token: &str) -> Vec<u8> {
    split(token, 3, 4).0.as_bytes().to_vec()
}

/// For who compares only as much as is stored.
pub(crate) fn extended(token: &str) -> Vec<u8> {
    format!("{token}0").into_bytes()
}

/// For who compares without regard to case. Hexadecimal digits are the same in either.
pub(crate) fn case_swapped(token: &str) -> Vec<u8> {
    let letters = || token.chars().filter(char::is_ascii_alphabetic);
    if letters().all(|letter| letter.is_ascii_hexdigit()) {
        return token.as_bytes().to_vec();
    }
    let swap = |letter: u8| match letter {
        b'a'..=b'z' => letter.to_ascii_uppercase(),
        _ => letter.to_ascii_lowercase(),
    };
    token.bytes().map(swap).collect()
}

/// The first so many parts of a text, and the rest.
fn split(text: &str, parts: usize, of: usize) -> (&str, &str) {
    text.split_at(text.floor_char_boundary(text.len() * parts / of))
}
