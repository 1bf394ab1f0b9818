//! Each request for a code adds one.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "older-code-still-good",
    summary: "a one-time code is good although a newer one was sent",
    systems: &[System::Documents],
    plant: |policy| policy.codes.newest = Check::Skipped,
};
