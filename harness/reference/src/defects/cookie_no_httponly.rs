//! A page wanted to read the token.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "cookie-no-httponly",
    summary: "cookies with tokens lack `HttpOnly`",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.cookies.http_only = Check::Skipped,
};
