//! The user was looked up when the token was issued, and never again.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "disabled-user-accepted",
    summary: "a token is good although its user was disabled or deleted",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.bearer.standing = Check::Skipped,
};
