//! A session is ended by its id alone.

use crate::{Defect, System, policy::Revoking};

pub const DEFECT: Defect = Defect {
    id: "revoke-of-others",
    summary: "a user ends the sessions of somebody else",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.revoking = Revoking::Anybodys,
};
