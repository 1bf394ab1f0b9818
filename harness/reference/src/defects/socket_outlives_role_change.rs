//! Roles are looked up for requests only.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "socket-outlives-role-change",
    summary: "an open socket goes on with a role that its user lost",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.socket_ends.role = Check::Skipped,
};
