//! Captures, values and axes that nothing uses.

use std::collections::HashSet;

use model::scenario::Fresh;
use model::step::Step;
use serde_json::Value;

use crate::body::Body;
use crate::check::marks;
use crate::check::names::captured;
use crate::fault::Faults;
use crate::references::Name;
use crate::rows::decides;

/// Notes them; `kept` are names that are used otherwise.
pub(crate) fn check<'s>(body: &Body<'s>, kept: Vec<&'s str>, faults: &mut Faults) {
    let mut used = Used::of(body);
    used.names.extend(kept);
    let top = body.document.top();
    // Without a proof, what an HTTP request captures is its proof.
    let proves = |number: usize| {
        let mut steps = body.steps.iter();
        let step = steps.find(|step| step.number == number);
        matches!(step.map(|step| step.step), Some(Step::Http(http)) if http.proof.is_none())
    };
    let captures = captured(body).into_iter();
    let captures = captures.filter(|(_, number, _)| !proves(*number));
    let captures = captures.map(|(name, _, place)| ("capture", name, place));
    let named =
        |part: &'static str, what: &'static str, name| (what, name, top.at(part).at(name).key());
    let values = body
        .values
        .keys()
        .map(|name| named("values", "value", name.as_str()));
    let inputs = body
        .inputs
        .iter()
        .map(|name| named("inputs", "input", *name));
    for (what, name, place) in captures.chain(values).chain(inputs) {
        if !used.names.contains(name) {
            faults
                .add(place, format!("nothing uses the {what} `{name}`"))
                .cure(format!("refer to it as ${{{name}}}, or leave it out"));
        }
    }
    let steps = body.steps.iter();
    let referred: Vec<&str> = steps
        .flat_map(|seen| marks::used(seen.step))
        .map(|(mark, _)| mark)
        .collect();
    for (mark, _, place, _) in marks::all(body) {
        if !referred.contains(&mark) {
            faults
                .add(place, format!("nothing refers to the mark `{mark}`"))
                .cure(format!(
                    "write `since: {mark}` in a later step, or leave it out"
                ));
        }
    }
    for (name, axis) in body.matrix.into_iter().flatten() {
        if !used.axes.contains(name.as_str()) {
            let cases = match decides(axis) {
                true => "its rows expect different things of the same steps",
                false => "its cases are all the same",
            };
            faults
                .add(
                    top.at("matrix").at(name).key(),
                    format!("no step uses axis `{name}`"),
                )
                .label(cases)
                .cure(format!("refer to it as ${{row.{name}}}, or leave it out"));
        }
    }
}

struct Used<'s> {
    names: HashSet<&'s str>,
    axes: HashSet<&'s str>,
}

impl<'s> Used<'s> {
    fn of(body: &Body<'s>) -> Used<'s> {
        let mut used = Used {
            names: HashSet::new(),
            axes: HashSet::new(),
        };
        for part in ["steps", "expect", "matrix"] {
            used.all(&body.document.json[part]);
        }
        for value in body.values.values() {
            if let Fresh::Like(like) = &value.fresh {
                for part in model::template::parts(like) {
                    if let model::template::Part::Reference(name) = part {
                        used.names.insert(name);
                    }
                }
            }
        }
        used
    }

    fn all(&mut self, value: &'s Value) {
        for name in model::template::references(value) {
            match Name::of(name) {
                Name::Bare(name) | Name::Pkce(name) => self.names.insert(name),
                Name::Row(axis, _) => self.axes.insert(axis),
                _ => false,
            };
        }
    }
}
