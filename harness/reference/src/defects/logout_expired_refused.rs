//! The logout stands behind the same guard as everything else.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "logout-expired-refused",
    summary: "whoever comes with an expired access token cannot log out, and keeps the cookies",
    systems: &[System::Documents],
    plant: |policy| policy.logout_expired = Check::Skipped,
};
