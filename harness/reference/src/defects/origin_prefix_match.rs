//! `startswith`, so that app.example.test.evil.test passes.

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "origin-prefix-match",
    summary: "an Origin is accepted when it starts with the allowed one",
    systems: &[System::Sessions],
    plant: |policy| policy.origin = OriginCheck::Prefix,
};
