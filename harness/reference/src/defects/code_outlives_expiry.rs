//! The end of a code is stored, and only a job at night reads it.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "code-outlives-expiry",
    summary: "a one-time code is good after its time",
    systems: &[System::Documents],
    plant: |policy| policy.codes.expiry = Check::Skipped,
};
