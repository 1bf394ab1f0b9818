//! Who somebody is stands in the token, and nobody compares it.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "refresh-after-email-change",
    summary: "a refresh token is good although the address of its user has changed",
    systems: &[System::Documents],
    plant: |policy| policy.refresh.email = Check::Skipped,
};
