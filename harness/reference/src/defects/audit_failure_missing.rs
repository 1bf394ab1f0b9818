//! Records are written where a request has succeeded.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "audit-failure-missing",
    summary: "what failed is not recorded",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.audit.failures = Check::Skipped,
};
