//! Rows of the matrix: which there are, what they decide, what they hold.

use indexmap::IndexMap;
use model::name::Name;
use model::scenario::{Axis, Must};
use serde_json::Value;

use crate::references::follow;

/// One row of an axis.
#[derive(Debug, Clone)]
pub(crate) struct RowOf<'s> {
    /// Its name.
    pub(crate) name: &'s str,
    /// What must become of it, when the axis decides.
    pub(crate) must: Option<Must>,
    /// Its fields, when it is spelled out.
    fields: Option<&'s IndexMap<Name, Value>>,
}

/// The lists of a named axis: field, and what its rows must.
pub(crate) const LISTS: &[&str] = &["refuse", "not-accept", "accept", "either", "contract"];

/// The rows of an axis, in the order of the file; `json` is the axis as it is written.
pub(crate) fn of_axis<'s>(axis: &'s Axis, json: &'s Value) -> Vec<RowOf<'s>> {
    let mut rows: Vec<RowOf<'s>> = Vec::new();
    let written = json.as_object().into_iter().flat_map(|axis| axis.keys());
    for field in written {
        match field.as_str() {
            "refuse" => rows.extend(listed(&axis.refuse, &Must::Refuse)),
            "not-accept" => rows.extend(listed(&axis.not_accept, &Must::NotAccept)),
            "accept" => rows.extend(listed(&axis.accept, &Must::Accept)),
            "either" => rows.extend(listed(&axis.either, &Must::Either)),
            "contract" => rows.extend(axis.contract.iter().map(|(name, path)| RowOf {
                name,
                must: Some(Must::Contract(path.clone())),
                fields: None,
            })),
            "rows" => rows.extend(axis.rows.iter().map(|(name, row)| RowOf {
                name,
                must: row.must.clone(),
                fields: Some(&row.fields),
            })),
            _ => {}
        }
    }
    rows
}

fn listed<'s>(names: &'s [Name], must: &Must) -> impl Iterator<Item = RowOf<'s>> {
    names.iter().map(|name| RowOf {
        name,
        must: Some(must.clone()),
        fields: None,
    })
}

impl RowOf<'_> {
    /// The row's name, or what stands at the path of a field.
    pub(crate) fn value(&self, field: Option<&str>) -> Option<Value> {
        let Some(path) = field else {
            return Some(Value::from(self.name));
        };
        let (first, rest) = match path.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        let value = self.fields?.get(first)?;
        match rest {
            Some(rest) => follow(value, rest).cloned(),
            None => Some(value.clone()),
        }
    }

    /// The names of its fields.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        self.fields
            .into_iter()
            .flat_map(|fields| fields.keys().map(String::as_str))
    }
}

/// True when the axis says what must become of its rows.
pub(crate) fn decides(axis: &Axis) -> bool {
    axis.named.is_some() || axis.rows.values().any(|row| row.must.is_some())
}
