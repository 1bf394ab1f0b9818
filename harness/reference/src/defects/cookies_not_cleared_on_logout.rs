//! The session ends, and the browser goes on to send its tokens.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "cookies-not-cleared-on-logout",
    summary: "a logout leaves the cookies where they are",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.cookies.cleared = Check::Skipped,
};
