//! Values that operations make anew: plain names, which nothing else has.

use model::operation::Operation;

use crate::check::names::plain;
use crate::fault::Faults;
use crate::tree::Spot;

/// Checks the values of an operation.
pub(super) fn check(operation: &Operation, spot: Spot<'_>, faults: &mut Faults) {
    for name in operation.values.keys() {
        let place = spot.at("values").at(name).key();
        plain(name, place, faults);
        for part in ["inputs", "outputs"] {
            let other = spot.at(part).at(name);
            if other.is_there() {
                faults
                    .add(place, format!("`{name}` stands under `{part}` as well"))
                    .also(other.key(), "here")
                    .cure("give the value another name");
            }
        }
    }
}
