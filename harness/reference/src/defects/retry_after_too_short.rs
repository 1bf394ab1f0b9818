//! `Retry-After` is computed in another unit.

use crate::{Defect, System, policy::Told};

pub const DEFECT: Defect = Defect {
    id: "retry-after-too-short",
    summary: "a refusal names a time at which the limit still holds",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.limits.told = Told::RetryTooSoon,
};
