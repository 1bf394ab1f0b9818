//! What counts once is never forgotten.

use crate::{Defect, System, policy::Recovery};

pub const DEFECT: Defect = Defect {
    id: "limit-never-recovers",
    summary: "who was limited once is limited for ever",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.limits.recovery = Recovery::Never,
};
