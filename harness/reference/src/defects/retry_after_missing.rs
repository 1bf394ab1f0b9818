//! A refusal says nothing of when to come again.

use crate::{Defect, System, policy::Told};

pub const DEFECT: Defect = Defect {
    id: "retry-after-missing",
    summary: "the refusal of a limit has no `Retry-After`",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.limits.told = Told::NoRetryAfter,
};
