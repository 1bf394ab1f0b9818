//! Redaction, and the only text that events may hold.
//!
//! Two ways: by value, for every secret that the run knows, longest first, in the encodings in which
//! it travels; and by shape and place, for what looks like a token or stands where credentials stand.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// Text without secrets. Made by a [`Redactor`], or from words of files and of this program.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Clean(String);

impl Clean {
    /// Words of this program or of a scenario or target file, which hold references and no secrets.
    pub fn words(text: impl Into<String>) -> Clean {
        Clean(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Clean {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Shorter secrets are replaced by place only: a six-digit code stands elsewhere, too.
pub const SHORTEST: usize = 8;

static JWT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]*)*").ok());

/// Knows the secrets of a run and takes them out of text.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    /// Needle and placeholder, longest needle first.
    needles: Vec<(Secret, String)>,
}

impl Redactor {
    /// Registers a secret under a name. The first name of a value stays: one secret, one placeholder.
    pub fn register(&mut self, name: &str, secret: &Secret) {
        let value = secret.expose();
        if value.len() < SHORTEST || self.needles.iter().any(|(known, _)| known == secret) {
            return;
        }
        let placeholder = format!("[{name}]");
        let mut spellings = vec![
            value.to_owned(),
            percent_encoded(value),
            json_escaped(value),
        ];
        spellings.extend([path_encoded(value), base64(value.as_bytes())]);
        spellings.push(hexadecimal(value.as_bytes()));
        spellings.sort();
        spellings.dedup();
        for spelling in spellings {
            self.needles
                .push((Secret::new(spelling), placeholder.clone()));
        }
        self.needles
            .sort_by_key(|(needle, _)| std::cmp::Reverse(needle.expose().len()));
    }

    /// True when `text` holds a registered secret in one of its spellings.
    pub fn finds_in(&self, text: &str) -> bool {
        self.needles
            .iter()
            .any(|(needle, _)| text.contains(needle.expose()))
    }

    /// `text` without known secrets and without anything of the shape of a JWT.
    pub fn clean(&self, text: &str) -> Clean {
        let mut text = Cow::Borrowed(text);
        for (needle, placeholder) in &self.needles {
            if text.contains(needle.expose()) {
                text = Cow::Owned(text.replace(needle.expose(), placeholder));
            }
        }
        if let Some(jwt) = JWT.as_ref() {
            text = Cow::Owned(jwt.replace_all(&text, "[jwt]").into_owned());
        }
        Clean(text.into_owned())
    }

    /// Octets as text, cleaned; what is not UTF-8 is shown as U+FFFD.
    pub fn clean_octets(&self, octets: &[u8]) -> Clean {
        self.clean(&String::from_utf8_lossy(octets))
    }

    /// A header's value. Where credentials stand, what no placeholder names is taken out whole.
    pub fn clean_header(&self, name: &str, value: &[u8]) -> Clean {
        let cleaned = self.clean_octets(value);
        match name.to_ascii_lowercase().as_str() {
            "authorization" | "proxy-authorization" => masked_after_scheme(cleaned),
            "cookie" => masked_pairs(&cleaned, ';', usize::MAX),
            "set-cookie" => masked_pairs(&cleaned, ';', 1),
            _ => cleaned,
        }
    }
}

fn masked_after_scheme(value: Clean) -> Clean {
    match value.0.split_once(' ') {
        Some((scheme, rest)) => Clean(format!("{scheme} {}", masked(rest))),
        None => Clean(masked(&value.0)),
    }
}

/// Masks the values of the first `count` `name=value` pairs.
fn masked_pairs(value: &Clean, separator: char, count: usize) -> Clean {
    let pairs =
        value
            .0
            .split(separator)
            .enumerate()
            .map(|(index, pair)| match pair.split_once('=') {
                Some((name, value)) if index < count => format!("{name}={}", masked(value)),
                _ => pair.to_owned(),
            });
    Clean(pairs.collect::<Vec<_>>().join(&separator.to_string()))
}

/// A value that is empty or one placeholder may stay; anything else at such a place is a secret.
fn masked(value: &str) -> String {
    let placeholder = value.starts_with('[') && value.find(']') == Some(value.len() - 1);
    match value.is_empty() || placeholder {
        true => value.to_owned(),
        false => "[redacted]".to_owned(),
    }
}

fn percent_encoded(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
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

fn json_escaped(value: &str) -> String {
    let quoted = serde_json::Value::String(value.to_owned()).to_string();
    quoted.trim_matches('"').to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        let mut redactor = Redactor::default();
        redactor.register("password of user", &Secret::new("p/ss \"word\" 1"));
        redactor.register("access of user", &Secret::new("0123456789abcdef"));
        redactor
    }

    #[test]
    fn known_secrets_go_in_every_spelling() {
        let redactor = redactor();
        for text in [
            "p/ss \"word\" 1",
            "x=p%2Fss+%22word%22+1&y",
            "/p%2Fss%20%22word%22%201/",
            r#"{"p":"p/ss \"word\" 1"}"#,
            "cC9zcyAid29yZCIgMQ==",
            "702f73732022776f7264222031",
        ] {
            let cleaned = redactor.clean(text);
            assert!(cleaned.as_str().contains("[password of user]"), "{cleaned}");
            assert!(!redactor.finds_in(cleaned.as_str()));
        }
    }

    #[test]
    fn places_and_shapes_go_without_being_known() {
        let redactor = redactor();
        let header = |name, value: &str| redactor.clean_header(name, value.as_bytes()).0;
        assert_eq!(header("Authorization", "Bearer abc"), "Bearer [redacted]");
        assert_eq!(
            header("authorization", "Bearer 0123456789abcdef"),
            "Bearer [access of user]"
        );
        assert_eq!(header("Cookie", "a=1; b="), "a=[redacted]; b=");
        assert_eq!(header("Set-Cookie", "a=1; Path=/"), "a=[redacted]; Path=/");
        assert_eq!(redactor.clean("t=eyJhbGciOiJI.e30.abc!").0, "t=[jwt]!");
        assert_eq!(redactor.clean("v1.2.3 stays").0, "v1.2.3 stays");
    }
}
