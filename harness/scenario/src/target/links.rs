//! What an operation names: the socket it goes over, those it runs, the sources of its inputs.

use model::operation::{Input, InputFrom, Operation};
use model::target::Target;

use crate::fault::Faults;
use crate::target::services::known_operation;
use crate::target::yields;
use crate::tree::Spot;

/// Checks that they are there, and of the right kind.
pub(super) fn check(target: &Target, operation: &Operation, spot: Spot<'_>, faults: &mut Faults) {
    if let Some(over) = &operation.over {
        let place = spot.at("over").value();
        match target.operations.get(over) {
            Some(socket) if socket.ws.is_none() => {
                faults
                    .add(place, format!("`{over}` is not a socket"))
                    .cure("`over` names an operation with `ws`");
            }
            Some(_) => {}
            None => known_operation(target, over, place, faults),
        }
    }
    for (index, member) in operation.run.iter().enumerate() {
        let place = spot.at("run").item(index).value();
        match target.operations.get(member) {
            Some(member) if member.ws.is_some() || member.over.is_some() => {
                faults
                    .add(place, "a run has HTTP operations only")
                    .cure("open sockets in a step");
            }
            Some(_) => {}
            None => known_operation(target, member, place, faults),
        }
    }
    for (input, given) in &operation.inputs {
        let Input::From(InputFrom { from }) = given else {
            continue;
        };
        let place = spot.at("inputs").at(input).at("from").value();
        match target.operations.contains_key(from) {
            false => known_operation(target, from, place, faults),
            true if !yields(target, from).contains(&input.as_str()) => {
                faults
                    .add(place, format!("operation `{from}` has no output `{input}`"))
                    .cure(format!("tell where `{input}` is found in its `outputs`"));
            }
            true => {}
        }
    }
}
