//! A list of methods, and PATCH came later.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "csrf-not-on-patch",
    summary: "a PATCH needs no double-submit pair",
    systems: &[System::Quiz, System::Documents],
    plant: |policy| policy.csrf.patch = Check::Skipped,
};
