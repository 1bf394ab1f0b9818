//! Redaction, and the only text that events may hold.
//!
//! Two ways: by value, for every secret that the run knows, longest first, in the encodings in which
//! it travels; and by shape and place, for what looks like a token or stands where credentials stand.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::needles::{HEAD, Needle, Needles};
use crate::secret::Secret;
use crate::{masks, spellings};

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
pub const SHORTEST: usize = HEAD;

/// Shorter words are not told from ordinary text.
const SHORTEST_WORD: usize = 4;

/// A secret with all of its spellings, made once for all who must know it.
#[derive(Debug, Clone)]
pub struct Known {
    secret: Secret,
    needles: Vec<Needle>,
}

impl Known {
    /// A secret under a name; one that is too short has no spellings.
    pub fn of(name: &str, secret: &Secret) -> Known {
        let value = secret.expose();
        let spellings = match value.len() < SHORTEST {
            true => Vec::new(),
            false => spellings::of(value),
        };
        let placeholder = format!("[{name}]");
        let needle = |spelling| Arc::new((Secret::new(spelling), placeholder.clone()));
        Known {
            secret: secret.clone(),
            needles: spellings.into_iter().map(needle).collect(),
        }
    }

    /// Whether it is this one.
    pub fn is(&self, secret: &Secret) -> bool {
        self.secret == *secret
    }
}

/// Knows the secrets of a run and takes them out of text.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    needles: Needles,
    /// Short ones, which are replaced only where they stand as a whole word.
    words: Vec<(Secret, String)>,
}

impl Redactor {
    /// Registers a secret under a name. The first name of a value stays: one secret, one placeholder.
    pub fn register(&mut self, name: &str, secret: &Secret) {
        if !self.needles.knows(secret) {
            self.learn(&Known::of(name, secret));
        }
    }

    /// Registers a secret whose spellings are made already.
    pub fn learn(&mut self, known: &Known) {
        if self.needles.knows(&known.secret) {
            return;
        }
        for needle in &known.needles {
            self.needles.add(needle);
        }
    }

    /// Registers what its owner calls a secret: a short one goes as well, wherever it is a whole word.
    pub fn register_word(&mut self, name: &str, secret: &Secret) {
        let short = (SHORTEST_WORD..SHORTEST).contains(&secret.expose().len());
        if short && !self.words.iter().any(|(known, _)| known == secret) {
            self.words.push((secret.clone(), format!("[{name}]")));
        }
        self.register(name, secret);
    }

    /// True when `text` holds a registered secret in one of its spellings.
    pub fn finds_in(&self, text: &str) -> bool {
        !self.needles.find(text).is_empty()
    }

    /// `text` without known secrets and without what has the shape or the name of one.
    pub fn clean(&self, text: &str) -> Clean {
        let mut text = Cow::Borrowed(text);
        for (range, needle) in self.needles.find(&text).into_iter().rev() {
            text.to_mut().replace_range(range, &needle.1);
        }
        for (word, placeholder) in &self.words {
            if text.contains(word.expose()) {
                text = Cow::Owned(masks::word(&text, word.expose(), placeholder));
            }
        }
        Clean(masks::shapes(&text))
    }

    /// Octets as text, cleaned; what is not UTF-8 is shown as U+FFFD.
    pub fn clean_octets(&self, octets: &[u8]) -> Clean {
        self.clean(&String::from_utf8_lossy(octets))
    }

    /// A header's value. Where credentials stand, what no placeholder names is taken out whole.
    pub fn clean_header(&self, name: &str, value: &[u8]) -> Clean {
        let cleaned = self.clean_octets(value);
        match name.to_ascii_lowercase().as_str() {
            "authorization" | "proxy-authorization" => Clean(masks::after_scheme(&cleaned.0)),
            "cookie" => Clean(masks::pairs(&cleaned.0, ';', usize::MAX)),
            "set-cookie" => Clean(masks::pairs(&cleaned.0, ';', 1)),
            name if masks::names_a_secret(name) => Clean(masks::masked(&cleaned.0)),
            _ => cleaned,
        }
    }

    /// A value that stands where a credential stands.
    pub fn clean_value(&self, value: &str) -> Clean {
        Clean(masks::masked(&self.clean(value).0))
    }

    /// The value of a member or field of this name.
    pub fn clean_member(&self, name: &str, value: &str) -> Clean {
        match masks::names_a_secret(name) {
            true => self.clean_value(value),
            false => self.clean(value),
        }
    }
}

pub use crate::spellings::path_encoded;

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
        assert_eq!(header("X-Auth-Token", "abc"), "[redacted]");
        for (text, wanted) in [
            (
                r#"{"refresh_token": "a\"b", "token_type": "bearer"}"#,
                r#"{"refresh_token": "[redacted]", "token_type": "bearer"}"#,
            ),
            (
                "/cb?access_token=abc&a=1",
                "/cb?access_token=[redacted]&a=1",
            ),
            ("token=0123456789abcdef", "token=[access of user]"),
            (
                r#"Bearer error="invalid_token""#,
                r#"Bearer error="invalid_token""#,
            ),
        ] {
            assert_eq!(redactor.clean(text).0, wanted);
        }
    }

    #[test]
    fn a_short_secret_goes_where_it_is_a_word() {
        let mut redactor = redactor();
        redactor.register_word("password of bob", &Secret::new("hunt2"));
        redactor.register_word("pin", &Secret::new("abc"));
        let cleaned = redactor.clean(r#"{"p":"hunt2"} xhunt2 hunt2-abc"#);
        assert_eq!(
            cleaned.0,
            r#"{"p":"[password of bob]"} xhunt2 [password of bob]-abc"#
        );
    }

    #[test]
    fn what_servers_make_of_a_secret_is_known_as_well() {
        let mut redactor = Redactor::default();
        redactor.register("password of user", &Secret::new("p\u{e4}ss&word/1<"));
        for text in [
            r#"{"p":"p\u00e4ss&word/1<"}"#,
            "wrong: p\u{e4}ss&amp;word/1&lt;",
            "p%c3%a4ss%26word%2f1%3c",
            "cMOkc3Mmd29yZC8xPA",
        ] {
            assert!(
                redactor.clean(text).0.contains("[password of user]"),
                "{text}"
            );
        }
    }
}
