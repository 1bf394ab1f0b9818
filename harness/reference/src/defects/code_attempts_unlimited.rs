//! Wrong codes are refused, and nobody counts them.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "code-attempts-unlimited",
    summary: "a one-time code is good after any number of wrong ones",
    systems: &[System::Documents],
    plant: |policy| policy.codes.attempts = Check::Skipped,
};
