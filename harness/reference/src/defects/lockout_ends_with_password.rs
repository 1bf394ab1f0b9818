//! A locked account is told of wrong passwords only.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "lockout-ends-with-password",
    summary: "the right password opens an account that is locked",
    systems: &[System::Workspace],
    plant: |policy| policy.limits.locked = Check::Skipped,
};
