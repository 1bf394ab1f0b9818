//! Properties of tokens and of what takes secrets out of text.

use std::sync::LazyLock;
use std::time::Duration;

use forge::{Context, Key, Parts};
use model::clean::{Redactor, SHORTEST};
use model::forgery::{Forgery, forgeries};
use model::key::Algorithm;
use model::secret::Secret;

use crate::clear;

/// Reading a token and forging from it never panics; no forgery equals its original, but for the
/// good one and those that a target which signs with a known secret would itself have made.
pub fn token_reader(octets: &[u8]) {
    let text = clear::token(octets);
    let _ = forge::Token::parse(&text);
    static KEY: LazyLock<Option<Key>> = LazyLock::new(|| {
        let secret = Secret::new("0123456789abcdef");
        let parts = Parts {
            secret: Some(&secret),
            ..Parts::default()
        };
        Key::new(Algorithm::HS256, parts).ok()
    });
    let context = Context {
        key: KEY.as_ref(),
        keys: None,
        claims: None,
        leeway: Duration::ZERO,
        now: 1_900_000_000,
    };
    for Forgery { name, .. } in forgeries() {
        if let Ok(forged) = forge::leading(name, "http://127.0.0.1/keys", &text, &context)
            && !name.starts_with("control/")
            && !name.starts_with("known-secret/")
        {
            assert_ne!(forged, text.as_bytes(), "{name}");
        }
    }
}

/// A registered secret never comes out, whatever stands around it, in whichever of its spellings: the
/// first line is the secret, the rest the text.
pub fn redactor(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    let (secret, rest) = text.split_once('\n').unwrap_or((&text, ""));
    if secret.len() < SHORTEST || secret.contains(['[', ']']) || "[secret]".contains(secret) {
        return;
    }
    let mut redactor = Redactor::default();
    redactor.register("secret", &Secret::new(secret));
    let json = serde_json::Value::from(secret).to_string();
    let path = model::clean::path_encoded(secret);
    for spelling in [secret, &json, &path] {
        for text in [rest.to_owned(), format!("{rest}{spelling}{rest}")] {
            let cleaned = redactor.clean(&text);
            assert!(!cleaned.as_str().contains(secret), "the secret came out");
            assert!(!redactor.finds_in(cleaned.as_str()), "a spelling came out");
        }
    }
}
