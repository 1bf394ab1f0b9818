//! The success is recorded before the password is compared.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "audit-success-too-early",
    summary: "a login that fails is recorded as a success, too",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.audit.afterwards = Check::Skipped,
};
