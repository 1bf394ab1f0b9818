//! Browsers do not heed the two together; other clients and later proxies do.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "cors-wildcard-with-credentials",
    summary: "responses allow every origin by `*`, and credentials with it",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.cors.named = Check::Skipped,
};
