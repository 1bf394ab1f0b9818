//! Libraries that never look at `crit`, although RFC 7515 4.1.11 demands refusal.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "crit-ignored",
    summary: "a token with an unknown critical header is accepted",
    systems: &System::ALL,
    plant: |policy| policy.bearer.crit = Check::Skipped,
};
