//! Programs were served first, and pages never came to work.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "cookie-ignored",
    summary: "an access token in the cookie is not looked at",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.places.cookie = Check::Skipped,
};
