//! Keys in PEM (RFC 7468): read, and written.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A text in PEM.
pub(crate) struct Pem {
    /// What stands after `BEGIN`.
    pub(crate) label: String,
    /// What the base64 holds.
    pub(crate) der: Vec<u8>,
}

/// Octets of the longest text that is read: ten times an RSA key of 8,192 bits.
const LONGEST: usize = 64 * 1024;

impl Pem {
    /// Reads the first block of a text; `None` when there is none.
    pub(crate) fn read(text: &str) -> Option<Pem> {
        if text.len() > LONGEST {
            return None;
        }
        let (_, rest) = text.split_once("-----BEGIN ")?;
        let (label, rest) = rest.split_once("-----")?;
        let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
        let body: String = body.split_ascii_whitespace().collect();
        Some(Pem {
            label: label.to_owned(),
            der: STANDARD.decode(body).ok()?,
        })
    }
}

/// A public key as OpenSSL would print it, with a line break at the end (RFC 7468 13).
pub(crate) fn public(der: &[u8]) -> String {
    let mut text = "-----BEGIN PUBLIC KEY-----\n".to_owned();
    for (index, letter) in STANDARD.encode(der).chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            text.push('\n');
        }
        text.push(letter);
    }
    text.push_str("\n-----END PUBLIC KEY-----\n");
    text
}

/// A text whose line breaks may be spelled `\n`, as variables often hold them.
pub(crate) fn unfolded(text: &str) -> String {
    if text.contains('\n') {
        text.to_owned()
    } else {
        text.replace("\\n", "\n")
    }
}
