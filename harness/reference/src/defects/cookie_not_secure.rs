//! `secure=settings.https`, and TLS ends at a proxy.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "cookie-not-secure",
    summary: "cookies with tokens lack `Secure`",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.cookies.secure = Check::Skipped,
};
