//! The role is copied from the old token into the new one.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "refresh-after-role-change",
    summary: "a refresh token is good although the role of its user has changed",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.refresh.role = Check::Skipped,
};
