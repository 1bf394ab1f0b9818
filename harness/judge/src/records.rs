//! Records of security events: read from an answer, told apart from those that were there before, and
//! their fields held against what is known of the cause.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};

use model::wire::Answer;
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::matches::plain;

/// What is known of the act that caused an event.
#[derive(Debug, Clone, Default)]
pub struct Cause {
    /// What the user who acted is called.
    pub own: Vec<String>,
    /// What others are called.
    pub others: Vec<String>,
    /// What the records call the user who acted, where that was asked for.
    pub user: Option<String>,
    /// The address that it came from.
    pub address: Option<IpAddr>,
    /// Addresses that it claimed to come from.
    pub claimed: Vec<IpAddr>,
    /// The program that it said it is.
    pub agent: Option<String>,
}

/// The records in an answer; `None` when it is no JSON.
pub fn records(answer: &Answer, path: &str) -> Option<Vec<Value>> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let path = JsonPath::parse(path).ok()?;
    let mut records = Vec::new();
    for found in path.query(&body).all() {
        match found {
            // A path may lead to the list, or to what is in it.
            Value::Array(items) => records.extend(items.iter().cloned()),
            one => records.push(one.clone()),
        }
    }
    Some(records)
}

/// Those that were not there before, in whatever order they stand.
pub fn since(before: &[Value], after: Vec<Value>) -> Vec<Value> {
    let mut known: HashMap<&Value, usize> = HashMap::new();
    for record in before {
        *known.entry(record).or_default() += 1;
    }
    let mut after = after;
    after.retain(|record| match known.get_mut(record) {
        Some(left @ 1..) => {
            *left -= 1;
            false
        }
        _ => true,
    });
    after
}

/// The text of a field of a record; nothing when it is empty or `null`.
pub fn field(record: &Value, path: &str) -> Option<String> {
    let path = JsonPath::parse(path).ok()?;
    let found = path
        .query(record)
        .first()
        .filter(|found| !found.is_null())?;
    Some(plain(found)).filter(|text| !text.trim().is_empty())
}

/// What is wrong with the field of this name, if anything is.
pub fn wrong(name: &str, text: Option<&str>, cause: &Cause) -> Option<String> {
    let Some(text) = text else {
        return Some(format!("it has no `{name}`"));
    };
    let wrong = match name {
        "user" => match &cause.user {
            Some(user) => user != text,
            None => {
                cause.others.iter().any(|other| other == text)
                    && !cause.own.iter().any(|own| own == text)
            }
        },
        "address" => address(text).is_some_and(|told| {
            cause.address.is_some_and(|known| known != told) || cause.claimed.contains(&told)
        }),
        "agent" => cause.agent.as_ref().is_some_and(|agent| agent != text),
        _ => false,
    };
    wrong.then(|| format!("its `{name}` is `{text}`, which is another"))
}

/// An address as servers write it, with or without a port, and in either family.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    let bare = bare.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    bare.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_say_what_is_known() {
        let cause = Cause {
            own: vec!["alice".to_owned()],
            others: vec!["bob".to_owned(), "alice".to_owned()],
            address: Some([127, 0, 0, 2].into()),
            agent: Some("test/1".to_owned()),
            ..Cause::default()
        };
        let is_wrong = |name, text| wrong(name, text, &cause).is_some();
        for (name, text) in [
            ("user", "alice"),
            ("user", "7f3a"),
            ("address", "127.0.0.2"),
            ("address", "127.0.0.2:4711"),
            ("address", "::ffff:127.0.0.2"),
            ("address", "a digest of it"),
            ("agent", "test/1"),
            ("reason", "anything"),
        ] {
            assert!(!is_wrong(name, Some(text)), "{name}: {text}");
        }
        for (name, text) in [
            ("user", Some("bob")),
            ("user", None),
            ("address", Some("127.0.0.1")),
            ("agent", Some("test/2")),
            ("reason", None),
        ] {
            assert!(is_wrong(name, text), "{name}: {text:?}");
        }
    }

    #[test]
    fn what_was_asked_for_or_claimed_decides() {
        let cause = Cause {
            own: vec!["alice".to_owned()],
            user: Some("7f3a".to_owned()),
            claimed: vec![[203, 0, 113, 7].into()],
            ..Cause::default()
        };
        let is_wrong = |name, text| wrong(name, Some(text), &cause).is_some();
        assert!(!is_wrong("user", "7f3a"));
        assert!(is_wrong("user", "alice"));
        assert!(!is_wrong("address", "198.51.100.1"));
        assert!(is_wrong("address", "203.0.113.7"));
    }

    #[test]
    fn an_empty_field_is_none() {
        let record = json!({ "a": "", "b": null, "c": " ", "d": 0, "e": { "f": "x" } });
        let there = ["$.a", "$.b", "$.c", "$.d", "$.e.f", "$.g"].map(|path| field(&record, path));
        assert_eq!(
            there,
            [None, None, None, Some("0".into()), Some("x".into()), None]
        );
    }

    proptest! {
        /// Whatever the order, and however alike they are: what is added is found, and nothing else.
        #[test]
        fn what_was_added_is_found(
            before in prop::collection::vec(0_u8..4, 0..12),
            added in prop::collection::vec(0_u8..4, 0..6),
            shift in 0_usize..12,
        ) {
            let values = |of: &[u8]| of.iter().map(|it| json!(it)).collect::<Vec<_>>();
            let mut after = values(&before);
            after.extend(values(&added));
            let shift = shift % after.len().max(1);
            after.rotate_left(shift);
            let mut found: Vec<u64> = since(&values(&before), after).iter().filter_map(Value::as_u64).collect();
            let mut added: Vec<u64> = added.into_iter().map(u64::from).collect();
            found.sort_unstable();
            added.sort_unstable();
            prop_assert_eq!(found, added);
        }
    }
}
