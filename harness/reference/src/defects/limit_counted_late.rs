//! A request is counted after it was let through, and others pass in between.

use crate::{Defect, System, policy::Counting};

pub const DEFECT: Defect = Defect {
    id: "limit-counted-late",
    summary: "requests that come together pass a limit that is used up",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.limits.counting = Counting::Late,
};
