//! A window begins anew in the place of sliding.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "fixed-window-edge",
    summary: "around the end of a window twice as many requests pass",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.limits.sliding = Check::Skipped,
};
