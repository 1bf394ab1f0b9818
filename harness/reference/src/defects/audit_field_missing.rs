//! The record is written where the headers are not at hand.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "audit-field-missing",
    summary: "records do not name the program that asked",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.audit.agent = Check::Skipped,
};
