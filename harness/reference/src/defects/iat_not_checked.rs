//! Libraries that leave `iat` alone, where the service counts on it.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "iat-not-checked",
    summary: "a token that says it was issued in the future is accepted",
    systems: &[System::Quiz],
    plant: |policy| policy.bearer.issued_at = Check::Skipped,
};
