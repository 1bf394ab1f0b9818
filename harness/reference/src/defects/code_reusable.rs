//! A code is deleted by a job at night, and not by its use.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "code-reusable",
    summary: "a one-time code is good again after it was used",
    systems: &[System::Documents],
    plant: |policy| policy.codes.once = Check::Skipped,
};
