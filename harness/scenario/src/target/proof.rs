//! Proofs: what shows that an operation was accepted.

use model::operation::{Action, Operation, Proof};
use model::target::Target;

use crate::fault::Faults;
use crate::matchers::{self, On};
use crate::target::contract;
use crate::target::services::known_operation;
use crate::tree::Spot;

/// Checks the proof, and that there is one.
pub(crate) fn check(
    target: &Target,
    name: &str,
    operation: &Operation,
    (spot, faults): (Spot<'_>, &mut Faults),
) {
    let Some(action) = operation.action() else {
        return;
    };
    if let Some(proof) = &operation.proof {
        written(target, proof, (name, action), (spot.at("proof"), faults));
    }
    let proved = operation.proof.as_ref().is_some_and(|proof| {
        proof.status.is_some() || proof.answers.is_some() || !proof.matcher.is_empty()
    });
    if proved || !operation.outputs.is_empty() || matches!(action, Action::Run(_)) {
        return;
    }
    let pinged = |target: &Target| {
        let ping = target.operations.get("ping");
        ping.is_some_and(|ping| ping.over.as_deref() == Some(name))
    };
    match action {
        Action::Socket(_) if pinged(target) => {}
        Action::Socket(_) => {
            faults
                .add(spot.key(), format!("nothing proves that `{name}` was accepted"))
                .cure(format!(
                    "a 101 alone is no proof: add a `proof`, or an operation `ping` with `over: {name}`"
                ));
        }
        _ => {
            faults
                .add(
                    spot.key(),
                    format!("nothing proves that `{name}` was accepted"),
                )
                .cure("add a `proof` that only an accepted request can give, or `outputs`");
        }
    }
}

fn written(
    target: &Target,
    proof: &Proof,
    (name, action): (&str, Action<'_>),
    (place, faults): (Spot<'_>, &mut Faults),
) {
    if let Some(status) = proof.status {
        contract::status(status, place.at("status").value(), faults);
        if matches!(action, Action::Message(..)) {
            faults.add(place.at("status").key(), "a message has no status");
        }
    }
    if let Some(answers) = &proof.answers {
        let place = place.at("answers");
        match (target.operations.get(answers), action) {
            (None, _) => known_operation(target, answers, place.value(), faults),
            (Some(answer), Action::Socket(_)) if answer.over.as_deref() == Some(name) => {}
            (Some(_), Action::Socket(_)) => {
                faults
                    .add(
                        place.value(),
                        format!("`{answers}` does not go over `{name}`"),
                    )
                    .cure(format!("it needs `over: {name}`"));
            }
            (Some(_), _) => {
                faults.add(place.key(), "only a socket answers an operation");
            }
        }
    }
    if !proof.matcher.is_empty() {
        let on = match action {
            Action::Message(..) | Action::Socket(_) => On::Message,
            _ => On::Response,
        };
        matchers::matcher(&proof.matcher, place, on, faults);
    }
}
