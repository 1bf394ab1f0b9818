//! Libraries that check `nbf` only on request.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "nbf-not-checked",
    summary: "a token that is not valid yet is accepted",
    systems: &System::ALL,
    plant: |policy| policy.bearer.not_before = Check::Skipped,
};
