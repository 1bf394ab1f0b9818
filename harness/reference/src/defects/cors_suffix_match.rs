//! `endswith`, and the dot was forgotten.

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "cors-suffix-match",
    summary: "origins that end like the allowed one may read responses",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.cors.origin = OriginCheck::HostSuffix,
};
