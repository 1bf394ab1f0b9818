//! Hooks: operations that are there and take what they are given, paths into records that can be read.

use model::operation::Action;
use model::target::{AuditHook, Target};

use crate::fault::Faults;
use crate::matchers;
use crate::tree::Spot;

/// The input of a clock's operation.
const DURATION: &str = "duration";

/// Checks the hooks.
pub(crate) fn check(target: &Target, top: Spot<'_>, faults: &mut Faults) {
    let spot = top.at("hooks");
    if let Some(clock) = &target.hooks.clock {
        let spot = spot.at("clock");
        operation(target, &clock.op, (spot.at("op"), faults));
        let own = target.operations.get(&clock.op);
        if own.is_some_and(|own| !own.inputs.contains_key(DURATION)) {
            faults
                .add(
                    spot.at("op").value(),
                    format!("`{}` has no input `{DURATION}`", clock.op),
                )
                .also(
                    top.at("operations").at(&clock.op).key(),
                    "the operation",
                )
                .cure("give it one, and use it where it says how far, in seconds: inputs: { duration: 0 }");
        }
    }
    let Some(audit) = &target.hooks.audit else {
        return;
    };
    let spot = spot.at("audit");
    operation(target, &audit.op, (spot.at("op"), faults));
    matchers::json_path(&audit.records, spot.at("records").value(), faults);
    for (field, path) in &audit.fields {
        matchers::json_path(path, spot.at("fields").at(field).value(), faults);
    }
    if !audit.fields.contains_key("event") {
        faults
            .add(
                spot.at("fields").key(),
                "no field says which event a record is of",
            )
            .cure("add `event`, with the path to its name in a record");
    }
    fields(target, audit, top, faults);
}

/// An operation that is one request.
fn operation(target: &Target, name: &str, (spot, faults): (Spot<'_>, &mut Faults)) {
    match target.operations.get(name).map(|own| own.action()) {
        None => {
            let known = target.operations.keys().map(String::as_str);
            faults.unknown(spot.value(), "operation", name, known);
        }
        Some(Some(Action::Http(..)) | None) => {}
        Some(Some(_)) => {
            faults
                .add(spot.value(), format!("`{name}` is no request"))
                .cure("a hook is an operation with a method and a path");
        }
    }
}

/// The fields that the contract promises are those that the hook can find.
fn fields(target: &Target, hook: &AuditHook, top: Spot<'_>, faults: &mut Faults) {
    let Some(audit) = &target.contract.audit else {
        return;
    };
    for (event, about) in &audit.events {
        let spot = top.at("contract").at("audit").at("events").at(event);
        for (index, field) in about.fields.iter().enumerate() {
            if !hook.fields.contains_key(field) {
                let place = spot.at("fields").item(index).value();
                let known = hook.fields.keys().map(String::as_str);
                faults.unknown(place, "field of `hooks.audit.fields`", field, known);
            }
        }
    }
}
