//! Rows of the matrix: which there are, what they decide, what they hold.

use std::borrow::Cow;
use std::sync::Arc;

use indexmap::IndexMap;
use model::name::Name;
use model::scenario::{Axis, Must};
use model::sets;
use serde_json::Value;

use crate::references::follow;
use crate::target::Entry;

/// One row of an axis.
#[derive(Debug, Clone)]
pub(crate) struct RowOf<'s> {
    /// Its name.
    pub(crate) name: Cow<'s, str>,
    /// What must become of it, when the axis decides.
    pub(crate) must: Option<Must>,
    holds: Holds<'s>,
}

/// What a row holds.
#[derive(Debug, Clone)]
enum Holds<'s> {
    /// Its name alone.
    Nothing,
    /// The fields that are spelled out.
    Fields(&'s IndexMap<Name, Value>),
    /// An entry of the target.
    Entry(Arc<Entry>),
}

/// The lists of a named axis: field, and what its rows must.
pub(crate) const LISTS: &[&str] = &["refuse", "not-accept", "accept", "either", "contract"];

/// The rows of an axis, in the order of the file; `json` is the axis as it is written. Those of an
/// axis over entries of the target are known only when it is bound.
pub(crate) fn of_axis<'s>(axis: &'s Axis, json: &'s Value) -> Vec<RowOf<'s>> {
    let mut rows: Vec<RowOf<'s>> = Vec::new();
    let written = json.as_object().into_iter().flat_map(|axis| axis.keys());
    for field in written {
        match field.as_str() {
            "refuse" => rows.extend(listed(axis, &axis.refuse, &Must::Refuse)),
            "not-accept" => rows.extend(listed(axis, &axis.not_accept, &Must::NotAccept)),
            "accept" => rows.extend(listed(axis, &axis.accept, &Must::Accept)),
            "either" => rows.extend(listed(axis, &axis.either, &Must::Either)),
            "contract" => rows.extend(axis.contract.iter().flat_map(|(name, path)| {
                let names = std::slice::from_ref(name);
                listed(axis, names, &Must::Contract(path.clone())).collect::<Vec<_>>()
            })),
            "rows" => rows.extend(axis.rows.iter().map(|(name, row)| RowOf {
                name: Cow::from(name),
                must: row.must.clone(),
                holds: Holds::Fields(&row.fields),
            })),
            _ => {}
        }
    }
    rows
}

/// The rows of a list; a group of the set is written `GROUP/*`.
fn listed<'s>(axis: &Axis, names: &'s [Name], must: &Must) -> impl Iterator<Item = RowOf<'s>> {
    let set = axis.named.as_deref().unwrap_or_default();
    let meant = |name: &'s Name| match sets::meant(set, name) {
        // One that is not there has a fault of its own.
        rows if rows.is_empty() => vec![name.as_str()],
        rows => rows,
    };
    let meant: Vec<&'s str> = names.iter().flat_map(meant).collect();
    meant.into_iter().map(|name| RowOf {
        name: Cow::from(name),
        must: Some(must.clone()),
        holds: Holds::Nothing,
    })
}

impl RowOf<'_> {
    /// The row of an entry of the target; it decides nothing.
    pub(crate) fn of_entry(entry: Entry) -> RowOf<'static> {
        RowOf {
            name: Cow::from(entry.id.clone()),
            must: None,
            holds: Holds::Entry(Arc::new(entry)),
        }
    }

    /// What the row stands for, or what stands at the path of a field.
    pub(crate) fn value(&self, field: Option<&str>) -> Option<Value> {
        let Some(path) = field else {
            return Some(match &self.holds {
                Holds::Entry(entry) => entry.value.clone(),
                _ => Value::from(self.name.as_ref()),
            });
        };
        let (first, rest) = match path.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        let value = match &self.holds {
            Holds::Nothing => None,
            Holds::Fields(fields) => fields.get(first),
            Holds::Entry(entry) => entry.fields.get(first),
        }?;
        match rest {
            Some(rest) => follow(value, rest).cloned(),
            None => Some(value.clone()),
        }
    }

    /// The names of the fields that are spelled out.
    pub(crate) fn fields(&self) -> Vec<&str> {
        match &self.holds {
            Holds::Fields(fields) => fields.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

/// True when the axis says what must become of its rows.
pub(crate) fn decides(axis: &Axis) -> bool {
    axis.named.is_some() || axis.rows.values().any(|row| row.must.is_some())
}
