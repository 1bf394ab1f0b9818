//! Dotted paths into a target, followed through the schema of targets: what can stand there.

use serde_json::Value;

use crate::fault::Faults;
use crate::region::Region;
use crate::schema::{TARGET, properties, resolve};

/// A path that no target has.
pub(crate) struct Lost<'p> {
    /// The part that exists.
    walked: Vec<&'p str>,
    /// The first field that does not.
    field: &'p str,
    /// The fields in its place.
    known: Vec<&'static str>,
}

impl Lost<'_> {
    /// Notes it.
    pub(crate) fn tell(self, place: Region, faults: &mut Faults) {
        let what = match self.walked.is_empty() {
            true => "field of a target".to_owned(),
            false => format!("field of `{}`", self.walked.join(".")),
        };
        faults.unknown(place, &what, self.field, self.known);
    }
}

/// The schema of what stands at a path such as `contract.tokens` or `operations.socket.main.places`;
/// nothing when the path leads into a choice or a free value, which is not followed.
pub(crate) fn walk(path: &str) -> Result<Option<&'static Value>, Lost<'_>> {
    let schema = &TARGET.value;
    let mut node = resolve(schema, schema);
    let mut walked: Vec<&str> = Vec::new();
    for token in path.split('.') {
        let members = properties(node);
        let next = members
            .and_then(|members| members.get(token))
            .or_else(|| {
                node.get("additionalProperties")
                    .filter(|more| more.is_object())
            })
            .or_else(|| node.get("items"));
        // `main` is the first credential that an operation needs.
        let next = match (walked.as_slice(), token) {
            (["operations", _], "main") => schema.pointer("/$defs/Credential"),
            _ => next,
        };
        let Some(next) = next else {
            if members.is_none() && node.get("type").is_none() {
                return Ok(None);
            }
            let known = members.into_iter().flat_map(|members| members.keys());
            return Err(Lost {
                walked,
                field: token,
                known: known.map(String::as_str).collect(),
            });
        };
        walked.push(token);
        node = resolve(schema, next);
    }
    Ok(Some(node))
}

/// What the entries of a map or list are; `None` when `node` is neither.
pub(crate) fn entry(node: &'static Value) -> Option<&'static Value> {
    let more = node.get("additionalProperties");
    let inner = more
        .filter(|more| more.is_object())
        .or_else(|| node.get("items"))?;
    Some(resolve(&TARGET.value, inner))
}

/// The fields of an entry at `path`, as `${row.AXIS.FIELD}` may name them; `None` when any will do.
pub(crate) fn fields(path: &str) -> Option<Vec<&'static str>> {
    let Ok(Some(node)) = walk(path) else {
        return None;
    };
    let entry = entry(node)?;
    let names = |node: &'static Value| properties(node).into_iter().flat_map(|all| all.keys());
    if path.ends_with(".places") {
        let named = TARGET.value.pointer("/$defs/NamedPlace")?;
        let named = names(named).map(String::as_str);
        return Some(named.chain(["kind"]).collect());
    }
    match (properties(entry), entry.get("type").and_then(Value::as_str)) {
        (Some(_), _) => {
            let derived = crate::target::derived_fields(path);
            let written = names(entry).map(String::as_str);
            Some(written.chain(derived.iter().copied()).collect())
        }
        (None, Some("object" | "array") | None) => None,
        // Of a map of scalars, the scalar.
        (None, Some(_)) if node.get("items").is_none() => Some(vec!["value"]),
        (None, Some(_)) => Some(Vec::new()),
    }
}
