//! Axes over the entries of a target: a path that leads to some, and conditions that can hold.

use model::scenario::Axis;

use crate::fault::Faults;
use crate::nearest;
use crate::paths::{self, walk};
use crate::tree::Spot;

/// Checks an axis with `each`; `lists` are those of a named axis that it has as well.
pub(crate) fn check<'l>(
    (path, axis): (&str, &Axis),
    lists: impl Iterator<Item = &'l &'static str>,
    spot: Spot<'_>,
    faults: &mut Faults,
) {
    for other in ["named", "rows"] {
        if spot.at(other).is_there() {
            faults
                .add(
                    spot.at(other).key(),
                    format!("`{other}` stands beside `each`"),
                )
                .also(spot.at("each").key(), "its rows come from the target")
                .cure("write two axes");
        }
    }
    for list in lists {
        faults
            .add(
                spot.at(list).key(),
                format!("`{list}` stands beside `each`"),
            )
            .also(spot.at("each").key(), "its rows come from the target")
            .cure(
                "entries of a target decide nothing: let another axis say what must become of them",
            );
    }
    leads(path, spot, faults);
    conditions(path, axis, spot.at("where"), faults);
}

fn leads(path: &str, spot: Spot<'_>, faults: &mut Faults) {
    let place = spot.at("each").value();
    match walk(path) {
        Ok(Some(node)) if paths::entry(node).is_some() => {}
        Err(lost) => lost.tell(place, faults),
        _ => {
            faults
                .add(
                    place,
                    format!("`{}` is neither a map nor a list", nearest::short(path)),
                )
                .cure("a row is made of each entry, such as those of `operations` or `contract.tokens`");
        }
    }
}

fn conditions(path: &str, axis: &Axis, spot: Spot<'_>, faults: &mut Faults) {
    let known = paths::fields(path);
    for (field, values) in &axis.only {
        if let Some(known) = &known
            && !known.contains(&field.as_str())
        {
            let what = format!("field of an entry of `{path}`");
            let known = known.iter().copied();
            faults.unknown(spot.at(field).key(), &what, field, known);
        }
        if values.is_empty() {
            faults
                .add(
                    spot.at(field).value(),
                    "the list is empty: no entry has one of its values",
                )
                .cure("list the values that will do, or leave the condition out");
        }
    }
}
