//! The record keeps what was typed, for the support.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "audit-logs-password",
    summary: "records of logins hold the password",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.audit.discreet = Check::Skipped,
};
