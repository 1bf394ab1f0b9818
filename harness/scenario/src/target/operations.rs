//! Operations: one verb each, fields that fit it, and something that proves acceptance.

use model::operation::{Action, Operation};
use model::target::Target;

use crate::fault::Faults;
use crate::matchers::{self, On};
use crate::nearest;
use crate::target::{contract, follow, links, proof, values};
use crate::tree::Spot;

const METHODS: &[&str] = &["get", "post", "put", "patch", "delete"];
const VERBS: &[&str] = &["get", "post", "put", "patch", "delete", "ws", "over", "run"];

/// The fields that make sense beside each verb.
const FIELDS: &[(&str, &[&str])] = &[
    (
        "http",
        &[
            "at",
            "as",
            "query",
            "headers",
            "json",
            "form",
            "inputs",
            "needs",
            "instead",
            "ends",
            "follow",
            "values",
            "outputs",
            "proof",
            "refused-as",
        ],
    ),
    (
        "ws",
        &[
            "at",
            "as",
            "query",
            "headers",
            "subprotocols",
            "first",
            "inputs",
            "needs",
            "instead",
            "values",
            "proof",
        ],
    ),
    ("over", &["send", "inputs", "values", "outputs", "proof"]),
    ("run", &["as", "inputs", "values"]),
];

/// Checks the operations, but for their references.
pub(crate) fn check(target: &Target, spot: Spot<'_>, faults: &mut Faults) {
    for (name, operation) in &target.operations {
        let spot = spot.at(name);
        if let Some(who) = &operation.who
            && !target.identities.contains_key(who)
        {
            let known = target.identities.keys().map(String::as_str);
            faults.unknown(spot.at("as").value(), "identity", who, known);
        }
        let Some(verb) = verb(name, spot, faults) else {
            continue;
        };
        fitting(verb, spot, faults);
        path(operation, spot.at(verb), faults);
        links::check(target, operation, spot, faults);
        follow::check(target, operation, spot, faults);
        values::check(operation, spot, faults);
        proof::check(target, name, operation, (spot, faults));
        let on = match operation.over {
            Some(_) => On::Message,
            None => On::Response,
        };
        for (output, about) in &operation.outputs {
            matchers::output(about, spot.at("outputs").at(output), on, faults);
        }
        for (field, message) in [("send", &operation.send), ("first", &operation.first)] {
            if let Some(message) = message {
                matchers::message(message, spot.at(field), faults);
            }
        }
        for (class, manners) in &operation.refused_as {
            let spot = spot.at("refused-as").at(&class.to_string());
            contract::http(manners, spot, faults);
        }
    }
}

/// The one verb; the fault is noted when there is none or another.
fn verb(name: &str, spot: Spot<'_>, faults: &mut Faults) -> Option<&'static str> {
    let found: Vec<&'static str> = VERBS
        .iter()
        .copied()
        .filter(|verb| spot.at(verb).is_there())
        .collect();
    match found.as_slice() {
        [] if spot.at("send").is_there() => {
            faults
                .add(spot.at("send").key(), "`send` needs `over`")
                .cure("name the socket operation that the message goes over");
            None
        }
        [] => {
            faults
                .add(spot.key(), format!("operation `{name}` does nothing"))
                .cure(format!("give it one of {}", nearest::list(VERBS)));
            None
        }
        ["over"] if !spot.at("send").is_there() => {
            faults
                .add(spot.at("over").key(), "`over` needs `send`")
                .cure("write the message: send: { json: { … } }");
            None
        }
        [one] => Some(one),
        [first, second, ..] => {
            faults
                .add(spot.at(second).key(), "a second verb in one operation")
                .also(spot.at(first).key(), "the first")
                .cure("write two operations; `run` puts them together");
            None
        }
    }
}

fn fitting(verb: &str, spot: Spot<'_>, faults: &mut Faults) {
    let kind = match METHODS.contains(&verb) {
        true => "http",
        false => verb,
    };
    let all: &[&str] = &[
        "at",
        "as",
        "query",
        "headers",
        "json",
        "form",
        "send",
        "first",
        "subprotocols",
        "inputs",
        "needs",
        "instead",
        "ends",
        "follow",
        "values",
        "outputs",
        "proof",
        "refused-as",
    ];
    let allowed = FIELDS.iter().find(|(known, _)| *known == kind);
    let allowed = allowed.map(|(_, fields)| *fields).unwrap_or_default();
    for field in all.iter().filter(|field| !allowed.contains(*field)) {
        if spot.at(field).is_there() {
            faults
                .add(
                    spot.at(field).key(),
                    format!("`{field}` has no meaning beside `{verb}`"),
                )
                .cure(format!("beside `{verb}` stand {}", nearest::list(allowed)));
        }
    }
    if spot.at("json").is_there() && spot.at("form").is_there() {
        faults
            .add(spot.at("form").key(), "a second body")
            .also(spot.at("json").key(), "the first");
    }
}

/// A path begins at the root; an output of an earlier operation may be a whole address.
fn path(operation: &Operation, spot: Spot<'_>, faults: &mut Faults) {
    let path = match operation.action() {
        Some(Action::Http(_, path) | Action::Socket(path)) => path,
        _ => return,
    };
    if !path.0.starts_with('/') && !path.0.starts_with("${") {
        faults
            .add(spot.value(), "a path begins with a slash")
            .cure("the address of the service stands before it");
    }
}
