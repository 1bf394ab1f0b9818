//! The limit is compared with `<=`.

use crate::{Defect, System, policy::Allowed};

pub const DEFECT: Defect = Defect {
    id: "limit-one-more",
    summary: "one request more passes than is declared",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.limits.allowed = Allowed::OneMore,
};
