//! Signed tokens are verified without a look at the session that they belong to.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "access-after-logout-accepted",
    summary: "an access token is good after the logout of its session",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.bearer.session = Check::Skipped,
};
