//! The role stands in the token, and nobody asks whether it is still true.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "role-change-ignored",
    summary: "a token keeps the role that its user had when it was issued",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.bearer.role = Check::Skipped,
};
