//! The allowed Origin used as a pattern with its dots unescaped (litestar before 2.20.0).

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "origin-dot-wildcard",
    summary: "the dots of the allowed Origin match any character",
    systems: &[System::Sessions],
    plant: |policy| policy.origin = OriginCheck::DotWildcard,
};
