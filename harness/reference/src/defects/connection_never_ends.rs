//! The greatest age is declared and not enforced.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "connection-never-ends",
    summary: "a socket has no greatest age",
    systems: &[System::Workspace],
    plant: |policy| policy.socket_ends.lifetime = Check::Skipped,
};
