//! A setting in minutes that was read as another unit, or lowered and never told.

use crate::{Defect, System, policy::Lifetime};

pub const DEFECT: Defect = Defect {
    id: "lifetime-shorter-than-declared",
    summary: "an access token lives half as long as declared",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.lifetime = Lifetime::Halved,
};
