//! References of a scenario: captures defined before use, values, rows and their fields.

use std::collections::HashMap;

use model::scenario::{Axis, Fresh};
use serde_json::Value;

use crate::body::Body;
use crate::check::{names, witness};
use crate::fault::Faults;
use crate::nearest;
use crate::paths;
use crate::references::{self, Name, SPACES};
use crate::region::Region;
use crate::rows::{self, RowOf};

/// Where the names of a scenario come from.
struct Names<'s> {
    body: &'s Body<'s>,
    /// Capture -> the first step that makes it, and where.
    captures: HashMap<&'s str, (usize, Region)>,
}

/// Parts of a file that are read as they stand.
const UNFILLED: &[&str] = &[
    "id", "title", "what", "why", "remedy", "needs", "flow", "outputs",
];

/// Later than any step.
const END: usize = usize::MAX;

/// Checks every reference.
pub(crate) fn check(body: &Body<'_>, faults: &mut Faults) {
    let names = Names {
        body,
        captures: names::check(body, faults),
    };
    let top = body.document.top();
    let json = &body.document.json;
    // What stands inside a step is seen with it.
    let steps = body.steps.iter().filter(|step| !step.inner);
    let steps = steps.map(|step| (step.number, step.json, step.spot));
    let includes = body.includes.iter();
    let includes = includes.map(|step| (step.number, step.json, step.spot));
    for (number, json, spot) in steps.chain(includes) {
        let then = spot.at("then");
        references::each(json, spot, &mut |name, spot| {
            // What reads the state after a race knows what its lanes have captured.
            let (all, one) = (then.value(), spot.value());
            let after = then.is_there() && all.start <= one.start && one.end <= all.end;
            names.check(name, number + usize::from(after), (spot.value(), faults));
        });
    }
    references::each(&json["expect"], top.at("expect"), &mut |name, spot| {
        names.check(name, END, (spot.value(), faults));
    });
    references::each(&json["matrix"], top.at("matrix"), &mut |name, spot| {
        if let Name::Row(..) = Name::of(name) {
            faults
                .add(spot.value(), "a row does not refer to rows")
                .cure("refer to both rows in the step");
            return;
        }
        names.check(name, END, (spot.value(), faults));
    });
    names.values(faults);
    for part in UNFILLED {
        references::each(&json[part], top.at(part), &mut |_, spot| {
            faults.add(spot.value(), "a reference cannot stand here");
        });
    }
}

/// Checks the field of an entry of the target.
fn entry(path: &str, field: Option<&str>, (place, faults): (Region, &mut Faults)) {
    let first = field.and_then(|field| field.split('.').next());
    if let (Some(field), Some(known)) = (first, paths::fields(path))
        && !known.contains(&field)
    {
        let what = format!("field of an entry of `{path}`");
        faults.unknown(place, &what, field, known);
    }
}

impl Names<'_> {
    /// Checks a reference that step `number` makes.
    fn check(&self, reference: &str, number: usize, (place, faults): (Region, &mut Faults)) {
        match Name::of(reference) {
            Name::Bare(name) => self.bare(name, number, (place, faults)),
            Name::Pkce(name) => {
                let pairs = self.body.values.iter();
                let pairs = pairs.filter(|(_, value)| value.fresh == Fresh::Pkce);
                let pairs: Vec<&str> = pairs.map(|(name, _)| name.as_str()).collect();
                if !pairs.contains(&name) {
                    faults.unknown(place, "value of the kind `pkce`", name, pairs);
                }
            }
            Name::Row(axis, field) => self.row(axis, field, (place, faults)),
            Name::Listen(name) => witness::listens(self.body, name, number, (place, faults)),
            Name::Identity(_) | Name::Identities(..) | Name::Contract(_) => {}
            Name::Unknown => {
                let space = reference.split('.').next().unwrap_or_default();
                let spaces = ["identity", "identities", "contract", "listen", "row"];
                let fault = faults.add(
                    place,
                    format!("`${{{}}}` is in no name space", nearest::short(reference)),
                );
                if let Some(near) = nearest::nearest(space, spaces) {
                    fault.label(format!("did you mean `{near}.…`?"));
                }
                fault.cure(format!("write one of {}", nearest::choice(SPACES)));
            }
        }
    }

    fn bare(&self, name: &str, number: usize, (place, faults): (Region, &mut Faults)) {
        if self.body.inputs.contains(&name) {
            return;
        }
        if let Some(value) = self.body.values.get(name) {
            if value.fresh == Fresh::Pkce {
                names::two_parts(name, place, faults);
            }
            if let Fresh::Like(like) = &value.fresh {
                let like = Value::from(like.as_str());
                for name in model::template::references(&like) {
                    if let Some((captured, _)) = self.captures.get(name)
                        && *captured >= number
                    {
                        let message = format!("what this is like, `{name}`, is not captured yet");
                        faults
                            .add(place, message)
                            .cure(format!("step {captured} captures `{name}`"));
                    }
                }
            }
            return;
        }
        match self.captures.get(name) {
            Some((captured, _)) if *captured < number => {}
            Some((captured, there)) => {
                faults
                    .add(place, format!("`{name}` is not captured yet"))
                    .also(*there, format!("captured only by step {captured}"));
            }
            None => {
                let values = self.body.values.keys().map(String::as_str);
                let known = self.captures.keys().copied().chain(values);
                let known = known.chain(self.body.inputs.iter().copied());
                let mut known: Vec<&str> = known.collect();
                known.sort_unstable();
                known.dedup();
                let what = match self.body.matrix {
                    Some(_) => "capture or value",
                    None => "input, capture or value",
                };
                faults.unknown(place, what, name, known);
            }
        }
    }

    fn row(&self, axis: &str, field: Option<&str>, (place, faults): (Region, &mut Faults)) {
        let Some(matrix) = self.body.matrix else {
            faults
                .add(place, "a flow has no rows")
                .cure("make it an input, and let the scenario give the row `with` it");
            return;
        };
        let Some(known) = matrix.get(axis) else {
            return faults.unknown(place, "axis", axis, matrix.keys().map(String::as_str));
        };
        if let Some(path) = &known.each {
            return entry(path, field, (place, faults));
        }
        for row in self.rows(axis, known) {
            if row.value(field).is_some() {
                continue;
            }
            let field = field.unwrap_or_default();
            let fields = row.fields();
            let what = format!("field of row `{}`", row.name);
            return match known.named {
                Some(_) => {
                    faults
                        .add(place, "rows of a named set have no fields")
                        .cure(format!("write ${{row.{axis}}}"));
                }
                None => faults.unknown(place, &what, field, fields),
            };
        }
    }

    fn rows<'r>(&'r self, name: &str, axis: &'r Axis) -> Vec<RowOf<'r>> {
        rows::of_axis(axis, &self.body.document.json["matrix"][name])
    }

    /// A value is like something that is captured, not like another made-up value.
    fn values(&self, faults: &mut Faults) {
        let values = self.body.values;
        let top = self.body.document.top().at("values");
        for (name, value) in values {
            let Fresh::Like(like) = &value.fresh else {
                continue;
            };
            let place = top.at(name).at("fresh").at("like").value();
            for reference in model::template::references(&Value::from(like.as_str())) {
                let other = values.get(reference).map(|other| &other.fresh);
                if let Some(Fresh::Like(_)) = other {
                    faults
                        .add(
                            place,
                            format!("`{reference}` is itself like something else"),
                        )
                        .cure("refer to what that is like");
                } else if let Name::Row(..) = Name::of(reference) {
                    faults.add(place, "a value is not like a row");
                } else {
                    self.check(reference, END, (place, faults));
                }
            }
        }
    }
}
