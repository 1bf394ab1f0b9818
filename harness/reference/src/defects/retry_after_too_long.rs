//! `Retry-After` is computed in another unit.

use crate::{Defect, System, policy::Told};

pub const DEFECT: Defect = Defect {
    id: "retry-after-too-long",
    summary: "a refusal names ten times the time that the limit holds",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.limits.told = Told::RetryTooLate,
};
