//! Successful logins count as failed ones do.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "failed-limit-counts-successes",
    summary: "who logs in often is locked out",
    systems: &[System::Workspace],
    plant: |policy| policy.limits.successes_are_free = Check::Skipped,
};
