//! Codes are looked up by their value alone.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "code-not-bound-to-user",
    summary: "the code of one address logs in another",
    systems: &[System::Documents],
    plant: |policy| policy.codes.bound = Check::Skipped,
};
