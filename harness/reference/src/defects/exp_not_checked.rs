//! Switching expiry off for a test (`verify_exp: False`) and leaving it so.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "exp-not-checked",
    summary: "an expired token is accepted",
    systems: &System::ALL,
    plant: |policy| policy.bearer.expiry = Check::Skipped,
};
