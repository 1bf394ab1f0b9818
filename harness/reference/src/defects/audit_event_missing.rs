//! The second of two ways to log out records nothing.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "audit-event-missing",
    summary: "a logout everywhere is not recorded",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.audit.everywhere = Check::Skipped,
};
