//! A refresh verifies the token, and does not look for its session.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "refresh-after-logout-accepted",
    summary: "a refresh token is good after its session has ended",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.refresh.session = Check::Skipped,
};
