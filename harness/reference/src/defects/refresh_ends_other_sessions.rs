//! One refresh token per user is stored, and the newest wins.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "refresh-ends-other-sessions",
    summary: "a refresh ends all other sessions of its user",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.refresh_alone = Check::Skipped,
};
