//! What counts is forgotten after half of the time.

use crate::{Defect, System, policy::Recovery};

pub const DEFECT: Defect = Defect {
    id: "limit-recovers-early",
    summary: "a limit ends before its time",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.limits.recovery = Recovery::Early,
};
