//! One count is kept for all limits with the same numbers.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "limits-alike-together",
    summary: "who uses up a limit has used up another one like it as well",
    systems: &[System::Documents],
    plant: |policy| policy.limits.apart = Check::Skipped,
};
