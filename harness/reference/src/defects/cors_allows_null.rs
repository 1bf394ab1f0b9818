//! Sandboxed frames of any page have the origin `null`.

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "cors-allows-null",
    summary: "the origin `null` may read responses",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.cors.origin = OriginCheck::NullAccepted,
};
