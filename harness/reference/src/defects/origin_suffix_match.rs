//! `endswith` without the dot, so that evilapp.example.test passes for app.example.test.

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "origin-suffix-match",
    summary: "an Origin is accepted when its host ends with the allowed one",
    systems: &[System::Sessions],
    plant: |policy| policy.origin = OriginCheck::HostSuffix,
};
