//! Refused requests count, where only those that were let through should.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "limit-counts-refused",
    summary: "who keeps asking is never served again",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.limits.refused_are_free = Check::Skipped,
};
