//! Whoever can set a cookie brings a pair of their own.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "csrf-not-bound",
    summary: "the double-submit pair of another session is accepted",
    systems: &[System::Quiz],
    plant: |policy| policy.csrf.bound = Check::Skipped,
};
