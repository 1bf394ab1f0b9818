//! Literal secrets in a target file: they are errors, and their rendering must not repeat them.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::nearest;
use crate::region::Region;
use crate::tree::Spot;

/// Parts of names behind which secrets stand.
const SECRET: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "api-key",
    "apikey",
    "private-key",
];

/// What says only where a secret comes from, or until when it is good.
const PLAIN: &[&str] = &["env", "storage-state", "expires", "fresh"];

/// What is shown in place of a secret.
pub(crate) const MASK: &str = "[masked]";

/// True when an attribute of this name holds a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase().replace('_', "-");
    SECRET.iter().any(|word| name.contains(word))
}

/// The places of literal secrets in a target, in order: below identities and keys, where only names
/// of environment variables belong, and what looks like one anywhere. Text that cannot be parsed has
/// no tree; what is written twice is in the tree once.
pub(crate) fn of_target(text: &str, tree: Option<(&Value, Spot<'_>)>) -> Vec<Region> {
    let mut found = by_look(text);
    if let Some((json, top)) = tree {
        for section in ["identities", "keys"] {
            if let Some(members) = json.get(section).and_then(Value::as_object) {
                for (name, value) in members {
                    below(value, top.at(section).at(name), false, &mut found);
                }
            }
        }
    }
    found.sort_by_key(|region| (region.start, std::cmp::Reverse(region.end)));
    found
}

fn below(value: &Value, spot: Spot<'_>, secret: bool, found: &mut Vec<Region>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let holds = name == "holds" || name == "private";
                let inside =
                    (secret || holds || is_secret(name)) && !PLAIN.contains(&name.as_str());
                below(value, spot.at(name), inside, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                below(item, spot.item(index), secret, found);
            }
        }
        Value::Null => {}
        _ if secret => found.push(spot.value()),
        _ => {}
    }
}

static WRITTEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = SECRET.join("|").replace('-', "[-_]?");
    Regex::new(&format!(
        r#"(?i)(?:{names})[\w-]*["']?[ \t]*:[ \t]*("[^"\n]*"?|'[^'\n]*'?|[^\s"'{{\[$][^,}}\n]*)"#
    ))
    .ok()
});

fn by_look(text: &str) -> Vec<Region> {
    let Some(written) = WRITTEN.as_ref() else {
        return Vec::new();
    };
    let values = written.captures_iter(text).filter_map(|found| found.get(1));
    values
        .filter(|value| !value.as_str().contains("${"))
        .map(|value| {
            Region::new(
                value.start(),
                value.start() + value.as_str().trim_end().len(),
            )
        })
        .collect()
}

/// `words` about a masked place, without what stands there. Words quote a value in backticks or
/// quotes, whole or cut.
pub(crate) fn words(words: &str, written: &str) -> String {
    let bare = written.trim_matches(['"', '\'']);
    let mut words = words.to_owned();
    for value in [
        bare.to_owned(),
        nearest::short(bare),
        nearest::short(written),
    ] {
        for quote in ['`', '"'] {
            if !value.is_empty() {
                words = words.replace(
                    &format!("{quote}{value}{quote}"),
                    &format!("{quote}{MASK}{quote}"),
                );
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_found_by_the_look_of_the_text() {
        for (text, secret) in [
            ("password: hunter2", Some("hunter2")),
            ("  { user_password: \"a b\", x: 1", Some("\"a b\"")),
            ("api_key: 'k", Some("'k")),
            ("password: { env: NAME }", None),
            ("password: \"${identity.password}\"", None),
            ("login: token", None),
        ] {
            let found = by_look(text);
            assert_eq!(
                found.first().map(|region| region.of(text)),
                secret,
                "{text}"
            );
        }
    }

    #[test]
    fn words_lose_the_secret() {
        assert_eq!(words("found `0401`", "\"0401\""), "found `[masked]`");
        assert_eq!(words("found nothing", "\"\""), "found nothing");
    }
}
