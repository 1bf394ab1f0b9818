//! The request that is asked about is counted before it is compared.

use crate::{Defect, System, policy::Allowed};

pub const DEFECT: Defect = Defect {
    id: "limit-one-less",
    summary: "one request less passes than is declared",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.limits.allowed = Allowed::OneLess,
};
