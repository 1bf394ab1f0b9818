//! The record takes its user from a variable that belongs to somebody else.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "audit-wrong-user",
    summary: "records name another user than the one who acted",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.audit.user = Check::Skipped,
};
