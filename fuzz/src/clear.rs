//! Tokens from their content in the clear, because a fuzzer seldom hits on base64 of JSON.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Of two lines or more, the token with the first as its header, the second as its claims and the rest
/// as its signature; anything else as it is.
pub(crate) fn token(octets: &[u8]) -> String {
    let mut lines = octets.splitn(3, |octet| *octet == b'\n');
    match (lines.next(), lines.next(), lines.next()) {
        (Some(header), Some(claims), signature) => {
            let segments = [header, claims, signature.unwrap_or_default()];
            segments.map(|it| URL_SAFE_NO_PAD.encode(it)).join(".")
        }
        _ => String::from_utf8_lossy(octets).into_owned(),
    }
}
