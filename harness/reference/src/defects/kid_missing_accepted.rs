//! Tokens from before there were names are still served.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "kid-missing-accepted",
    summary: "a token that names no key finds the current one",
    systems: &[System::Quiz],
    plant: |policy| policy.bearer.kid.missing = Check::Skipped,
};
