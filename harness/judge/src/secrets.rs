//! Secrets in what a target shows: those that the case knows, in every spelling, and what looks like a
//! token.

use std::sync::LazyLock;

use model::clean::{Clean, Redactor};
use model::secret::Secret;
use regex::bytes::Regex;

/// A JWS in its compact form, of which both readable parts are JSON objects (RFC 7515 7.1).
static TOKEN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.").ok());

/// Whether none of these texts holds a secret, and what was found; `None` without a text. Secrets have
/// the names by which they are told.
pub fn secrets<'t>(
    texts: impl IntoIterator<Item = &'t [u8]>,
    known: &[(String, Secret)],
) -> Option<(bool, Clean)> {
    let mut texts = texts.into_iter().peekable();
    texts.peek()?;
    let found = texts.find_map(|text| in_text(text, known));
    Some(match found {
        Some(what) => (false, Clean::words(format!("it holds {what}"))),
        None => (true, Clean::words("it holds no secret that is known")),
    })
}

fn in_text(text: &[u8], known: &[(String, Secret)]) -> Option<String> {
    let words = String::from_utf8_lossy(text);
    let named = known.iter().find(|(name, secret)| {
        let mut finder = Redactor::default();
        finder.register(name, secret);
        finder.finds_in(&words)
    });
    let shaped = || {
        let token = TOKEN.as_ref()?;
        token
            .is_match(text)
            .then(|| "something with the shape of a token".to_owned())
    };
    named.map(|(name, _)| format!("`{name}`")).or_else(shaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(bool, String)> {
        let known = [
            ("csrf of user".to_owned(), Secret::new("a/b\"c=0123456789")),
            ("pin".to_owned(), Secret::new("1234")),
        ];
        let (held, seen) = secrets([text.as_bytes()], &known)?;
        Some((held, seen.to_string()))
    }

    #[test]
    fn known_secrets_and_tokens_are_found() {
        for text in [
            r#"{"csrf":"a/b\"c=0123456789"}"#,
            "csrf=a%2Fb%22c%3D0123456789",
        ] {
            assert_eq!(
                found(text),
                Some((false, "it holds `csrf of user`".to_owned()))
            );
        }
        let token = format!("x eyJhbGciOiJIUzI1NiJ9.{}.sig", "eyJzdWIiOiJhIn0xx");
        assert!(!found(&token).unwrap().0);
    }

    #[test]
    fn ids_and_short_words_are_no_secrets() {
        for text in [
            r#"{"id":"7f0c1a52-3a1f-4f4e-9d5e-2b8f6c1d0e9a","current":true}"#,
            "1234",
            "version eyJ.eyJ.",
            "",
        ] {
            assert!(found(text).unwrap().0, "{text}");
        }
        assert_eq!(secrets([], &[]), None);
    }
}
