//! Two empty texts are equal.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "csrf-empty-pair",
    summary: "an empty double-submit pair is accepted",
    systems: &[System::Quiz, System::Documents],
    plant: |policy| policy.csrf.filled = Check::Skipped,
};
