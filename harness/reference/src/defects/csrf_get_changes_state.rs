//! The route does not look at the method.

use crate::{Defect, System, policy::Writes};

pub const DEFECT: Defect = Defect {
    id: "csrf-get-changes-state",
    summary: "a quiz is written by GET, which needs no double-submit pair",
    systems: &[System::Quiz],
    plant: |policy| policy.csrf.writes = Writes::Get,
};
