//! The record of a logout says which token it ended.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "audit-logs-token",
    summary: "the record of a logout holds an access token",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.audit.tokenless = Check::Skipped,
};
