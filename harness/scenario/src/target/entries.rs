//! The entries of a map or list of a target, each as a row: with an id, a value and fields.

use model::credential::{NamedPlace, Place};
use model::target::Target;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::paths::walk;
use crate::schema::properties;
use crate::target::ids::{make_unique, short};
use crate::target::{TargetFile, derived};

/// One entry.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    /// Unique among its neighbours, and the same in every run: letters, digits, `-`, `_`, `.`, `/`.
    pub(crate) id: String,
    /// What `${row.AXIS}` stands for.
    pub(crate) value: Value,
    /// What `${row.AXIS.FIELD}` stands for, as files name it.
    pub(crate) fields: Map<String, Value>,
}

impl TargetFile {
    /// The entries of the map or list at a dotted path, in the order of the file.
    pub(crate) fn entries(&self, path: &str) -> Vec<Entry> {
        let [written, full] = self.both(path);
        let mut entries = match written.or(full) {
            Some(Value::Object(members)) => {
                let named = members.keys().filter(|name| !is_setting(path, name));
                let named = named.map(|name| {
                    let member = |map: Option<&Value>| map?.get(name).cloned();
                    let fields = merged(member(full), member(written));
                    of_map(&self.target, path, name, fields)
                });
                named.collect()
            }
            Some(Value::Array(items)) => match path.ends_with(".places") {
                true => of_places(items),
                false => (1..).zip(items).map(of_list).collect(),
            },
            _ => Vec::new(),
        };
        make_unique(&mut entries);
        entries
    }
}

/// Settings that stand beside the entries of a map.
fn is_setting(path: &str, name: &str) -> bool {
    let fixed = match walk(path) {
        Ok(Some(node)) => properties(node).is_some_and(|known| known.contains_key(name)),
        _ => false,
    };
    fixed || (path, name) == ("contract.lifetimes", "leeway")
}

/// The members of an entry, by default and as they are written; of a scalar, itself as `value`.
fn merged(full: Option<Value>, written: Option<Value>) -> Map<String, Value> {
    let mut fields = Map::new();
    for value in [full, written].into_iter().flatten() {
        match value {
            Value::Object(members) => fields.extend(members),
            other => {
                fields.insert("value".to_owned(), other);
            }
        }
    }
    fields
}

fn of_map(target: &Target, path: &str, name: &str, mut fields: Map<String, Value>) -> Entry {
    fields.extend(derived::fields(target, path, name));
    Entry {
        id: short(name),
        value: Value::from(name),
        fields,
    }
}

/// An item of a list is called what it says itself, by `name` or its only key; else by its number.
fn of_list((number, item): (usize, &Value)) -> Entry {
    let (id, fields) = match item {
        Value::Object(members) => {
            let only = members.keys().next().filter(|_| members.len() == 1);
            let name = members.get("name").and_then(Value::as_str);
            (name.or(only.map(String::as_str)), members.clone())
        }
        Value::String(text) => (Some(text.as_str()), Map::new()),
        _ => (None, Map::new()),
    };
    let id = id.map_or_else(|| number.to_string(), short);
    let scalar = !(item.is_object() || item.is_array());
    Entry {
        value: match scalar {
            true => item.clone(),
            false => Value::from(id.as_str()),
        },
        id,
        fields,
    }
}

/// A place of a credential is its kind; where several are of one kind, its number means it.
fn of_places(items: &[Value]) -> Vec<Entry> {
    let places: Vec<Place> = items
        .iter()
        .filter_map(|item| Place::deserialize(item).ok())
        .collect();
    let entry = |(number, place): (usize, &Place)| {
        let kind = place.kind();
        let alone = places.iter().filter(|other| other.kind() == kind).count() == 1;
        let fields = match place {
            Place::Word(_) => Value::Null,
            Place::Named(named) => serde_json::to_value(named).unwrap_or(Value::Null),
        };
        let mut fields = match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        fields.insert("kind".to_owned(), Value::from(kind));
        Entry {
            id: match (alone, place) {
                (false, Place::Named(named)) => short(&format!("{kind}-{}", name_of(named))),
                _ => kind.to_owned(),
            },
            value: match alone {
                true => Value::from(kind),
                false => Value::from(number),
            },
            fields,
        }
    };
    (1..).zip(&places).map(entry).collect()
}

fn name_of(place: &NamedPlace) -> &str {
    let parts = place.parts();
    parts.first().map_or("", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_are_short_plain_and_unique() {
        let ids = |items: Vec<Value>| {
            let mut entries: Vec<Entry> = (1..).zip(&items).map(of_list).collect();
            make_unique(&mut entries);
            entries
                .into_iter()
                .map(|entry| entry.id)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            ids(vec![
                json!("a"),
                json!("a-2"),
                json!("a"),
                json!("a b"),
                json!("ü")
            ]),
            ["a", "a-2", "a-3", "a-b", "entry"]
        );
        assert_eq!(
            ids(vec![
                json!("https://app.example:8443"),
                json!(7),
                json!({ "name": "x" }),
                json!({ "close": { "code": 1 } }),
                json!({ "a": 1, "b": 2 }),
                json!([1]),
                json!("k".repeat(100)),
            ]),
            [
                "https-app.example-8443",
                "2",
                "x",
                "close",
                "5",
                "6",
                &"k".repeat(64)
            ]
        );
    }

    #[test]
    fn two_places_of_one_kind_are_told_apart() {
        let places = [
            json!({ "header": "X-One" }),
            json!("bearer"),
            json!({ "header": "X-Two" }),
        ];
        let told: Vec<_> = of_places(&places)
            .into_iter()
            .map(|entry| (entry.id, entry.value))
            .collect();
        assert_eq!(
            told,
            [
                ("header-X-One".to_owned(), json!(1)),
                ("bearer".to_owned(), json!("bearer")),
                ("header-X-Two".to_owned(), json!(3)),
            ]
        );
    }
}
