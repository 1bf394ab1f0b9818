//! Credentials of steps: places and forgeries that exist, in rows as well.

use model::credential::{CredentialUse, CredentialValue, EVERY, PlaceUse};
use model::step::Step;
use model::template::whole_reference;
use serde_json::Value;

use crate::body::{Body, Seen};
use crate::check::members::{self, Set};
use crate::fault::Faults;
use crate::target::named;
use crate::tree::Spot;

/// Kinds of places that a step may name.
const PLACES: &[&str] = &[
    "ambient",
    "bearer",
    "header",
    "cookie",
    "query",
    "path",
    "json",
    "form",
    "subprotocol",
    "message",
];

/// Checks the credentials of all steps, and the forgeries of all rows.
pub(crate) fn check(body: &Body<'_>, faults: &mut Faults) {
    for &Seen {
        step, spot, json, ..
    } in &body.steps
    {
        let uses: &[CredentialUse] = match step {
            Step::Call(call) => &call.credential,
            Step::Open(open) => &open.credential,
            _ => continue,
        };
        for (index, used) in uses.iter().enumerate() {
            let spot = spot.at("credential").item(index);
            place(used, spot.at("place"), faults);
            every(used, spot, faults);
        }
        forgeries(body, &json["credential"], spot.at("credential"), faults);
    }
    for (name, axis) in body.matrix.into_iter().flatten() {
        for row in axis.rows.keys() {
            let json = &body.document.json["matrix"][name]["rows"][row];
            let spot = body.document.top().at("matrix").at(name);
            forgeries(body, json, spot.at("rows").at(row), faults);
        }
    }
}

fn place(used: &CredentialUse, spot: Spot<'_>, faults: &mut Faults) {
    match &used.place {
        Some(PlaceUse::Number(0)) => {
            faults
                .add(spot.value(), "places are numbered from 1")
                .cure("1 is the first that the target lists");
        }
        Some(PlaceUse::Kind(kind))
            if whole_reference(kind).is_none() && !PLACES.contains(&kind.as_str()) =>
        {
            let known = PLACES.iter().copied();
            faults.unknown(spot.value(), "kind of place", kind, known);
        }
        Some(PlaceUse::Spelled(place)) => named(place, spot, faults),
        _ => {}
    }
}

/// Credentials differ in their places and forgeries: of all at once only one thing can be said.
fn every(used: &CredentialUse, spot: Spot<'_>, faults: &mut Faults) {
    let ambient = matches!(&used.place, Some(PlaceUse::Kind(kind)) if kind == "ambient");
    if used.name == EVERY && !(ambient && used.value == CredentialValue::Valid) {
        faults
            .add(
                spot.at("name").value(),
                "`every` is what a browser adds by itself",
            )
            .cure("write { name: every, place: ambient, is: valid }, or each by its name");
    }
}

/// Checks every `forge: NAME` below `value`.
fn forgeries(body: &Body<'_>, value: &Value, spot: Spot<'_>, faults: &mut Faults) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match (key.as_str(), value) {
                    ("forge", Value::String(name)) => {
                        let place = spot.at(key).value();
                        members::check(body, Set::Forgeries, name, (place, faults));
                    }
                    _ => forgeries(body, value, spot.at(key), faults),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                forgeries(body, item, spot.item(index), faults);
            }
        }
        _ => {}
    }
}
