//! The method that the request says it means finds the route, after the pair was asked for by the one it has.

use crate::{Defect, System, policy::Writes};

pub const DEFECT: Defect = Defect {
    id: "csrf-method-override",
    summary: "a request by GET that says it means POST writes without the double-submit pair",
    systems: &[System::Quiz],
    plant: |policy| policy.csrf.writes = Writes::Overridden,
};
