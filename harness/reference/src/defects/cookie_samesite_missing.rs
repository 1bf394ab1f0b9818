//! Left to the browser, whose default is weaker than what was declared.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "cookie-samesite-missing",
    summary: "cookies with tokens lack `SameSite`",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.cookies.same_site = Check::Skipped,
};
