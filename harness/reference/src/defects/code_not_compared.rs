//! A switch for tests stayed on: any code will do.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "code-not-compared",
    summary: "whatever is sent in place of a one-time code logs in",
    systems: &[System::Documents],
    plant: |policy| policy.codes.compared = Check::Skipped,
};
