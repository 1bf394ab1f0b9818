//! The pair is asked for by the method that the request says it means, and the route found by the one it has.

use crate::{Defect, System, policy::Asked};

pub const DEFECT: Defect = Defect {
    id: "csrf-safe-override",
    summary: "a request that says it means GET needs no double-submit pair",
    systems: &[System::Quiz],
    plant: |policy| policy.csrf.asked = Asked::UnlessOverridden,
};
