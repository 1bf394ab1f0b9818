//! Logins are refused to who is disabled, and refreshes are no logins.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "refresh-disabled-user-accepted",
    summary: "a refresh token is good although its user was disabled or deleted",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.refresh.standing = Check::Skipped,
};
