//! A setting in minutes that was read as another unit, or raised and never told.

use crate::{Defect, System, policy::Lifetime};

pub const DEFECT: Defect = Defect {
    id: "lifetime-longer-than-declared",
    summary: "an access token lives twice as long as declared",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.lifetime = Lifetime::Doubled,
};
