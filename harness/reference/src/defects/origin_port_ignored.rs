//! Comparing `hostname` instead of `host`: another service on another port speaks for the
//! application.

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "origin-port-ignored",
    summary: "the port of the Origin is ignored",
    systems: &[System::Sessions],
    plant: |policy| policy.origin = OriginCheck::PortIgnored,
};
