//! Limits of the contract: operations that are there, a time that passes, another limit that exists.

use model::target::Target;

use crate::fault::Faults;
use crate::target::services::known_operation;
use crate::tree::Spot;

/// Checks the limits.
pub(super) fn check(target: &Target, spot: Spot<'_>, faults: &mut Faults) {
    let limits = &target.contract.limits;
    for (name, limit) in limits {
        let spot = spot.at(name);
        if limit.per.0.is_zero() {
            faults
                .add(spot.at("per").value(), "no time passes in this window")
                .cure("write a time such as 1s or 15m");
        }
        for (index, op) in limit.covers.iter().enumerate() {
            if !target.operations.contains_key(op) {
                known_operation(target, op, spot.at("covers").item(index).value(), faults);
            }
        }
        match &limit.shared {
            Some(other) if other == name => {
                faults
                    .add(
                        spot.at("shared").value(),
                        "a limit is not shared with itself",
                    )
                    .cure("name the other limit that the same requests use up");
            }
            Some(other) if !limits.contains_key(other) => {
                let known = limits.keys().map(String::as_str);
                faults.unknown(spot.at("shared").value(), "limit", other, known);
            }
            _ => {}
        }
    }
}
