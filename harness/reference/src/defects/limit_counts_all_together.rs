//! One count is kept for all.

use crate::{Defect, System, policy::Keyed};

pub const DEFECT: Defect = Defect {
    id: "limit-counts-all-together",
    summary: "who uses a limit up locks all others out",
    systems: &[System::Workspace],
    plant: |policy| policy.limits.key = Keyed::Together,
};
