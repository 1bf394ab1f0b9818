//! How a value looks where it travels: the encodings that clients and servers put it in.

use std::fmt::Write;

/// Every spelling of `value`, each once.
pub(crate) fn of(value: &str) -> Vec<String> {
    let form: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
    let path = path_encoded(value);
    let standard = base64(value.as_bytes());
    let json = json_escaped(value);
    let ascii = ascii_only(&json);
    let mut spellings = vec![
        value.to_owned(),
        // And as a text within a text, as errors quote what they were sent.
        json_escaped(&json),
        json_escaped(&ascii),
        ascii,
        json,
        html_escaped(value),
        lower_hex(&form),
        lower_hex(&path),
        form,
        path,
        standard.replace('+', "-").replace('/', "_"),
        standard,
        hexadecimal(value.as_bytes()),
    ];
    spellings.sort();
    spellings.dedup();
    spellings
}

/// As a path segment carries it (RFC 3986 2.1): all but unreserved characters are encoded.
pub fn path_encoded(octets: impl AsRef<[u8]>) -> String {
    octets
        .as_ref()
        .iter()
        .map(|octet| match octet {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(*octet).to_string()
            }
            _ => format!("%{octet:02X}"),
        })
        .collect()
}

/// Percent-encoded octets with small letters, as some servers write them.
fn lower_hex(encoded: &str) -> String {
    let mut after = 0;
    let lower = |c: char| {
        after = match (c, after) {
            ('%', _) => 2,
            (_, left) if left > 0 => left - 1,
            _ => return c,
        };
        c.to_ascii_lowercase()
    };
    encoded.chars().map(lower).collect()
}

fn json_escaped(value: &str) -> String {
    let quoted = serde_json::Value::String(value.to_owned()).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// With everything beyond ASCII as `\\uXXXX`, as Python and PHP write JSON.
fn ascii_only(json: &str) -> String {
    let mut text = String::new();
    for unit in json.encode_utf16() {
        match u8::try_from(unit) {
            Ok(octet) if octet.is_ascii() => text.push(char::from(octet)),
            _ => {
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}

fn html_escaped(value: &str) -> String {
    value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#x27;")
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Standard base64 without padding, so that the padded spelling is found as well.
fn base64(octets: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(octets.len().div_ceil(3) * 4);
    for chunk in octets.chunks(3) {
        let word = chunk
            .iter()
            .fold(0u32, |word, octet| word << 8 | u32::from(*octet))
            << (8 * (3 - chunk.len()));
        for index in 0..=chunk.len() {
            let sextet = (word >> (18 - 6 * index)) & 0x3f;
            text.push(char::from(ALPHABET[sextet as usize]));
        }
    }
    text
}
