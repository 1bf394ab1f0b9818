//! The revocation only takes the session off the list that is shown.

use crate::{Defect, System, policy::Revoking};

pub const DEFECT: Defect = Defect {
    id: "revoke-ends-nothing",
    summary: "a revoked session goes on",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.revoking = Revoking::Nothing,
};
