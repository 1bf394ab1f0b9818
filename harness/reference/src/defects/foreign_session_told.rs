//! The session is looked up before its owner is compared.

use crate::{Defect, System, policy::Revoking};

pub const DEFECT: Defect = Defect {
    id: "foreign-session-told",
    summary: "the id of a foreign session is refused with another status than an unknown one",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.revoking = Revoking::TellsForeign,
};
