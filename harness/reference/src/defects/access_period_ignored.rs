//! The end of the access period is stored and not looked at.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "access-period-ignored",
    summary: "an account whose access period is over goes on",
    systems: &[System::Documents],
    plant: |policy| policy.bounds.period = Check::Skipped,
};
