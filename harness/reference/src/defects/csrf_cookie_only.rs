//! The cookie is looked at, which the browser sends by itself.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "csrf-cookie-only",
    summary: "the header of the double-submit pair may be missing",
    systems: &[System::Quiz, System::Documents],
    plant: |policy| policy.csrf.header = Check::Skipped,
};
