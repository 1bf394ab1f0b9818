//! The route and what it calls both write a record.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "audit-event-twice",
    summary: "every event is recorded twice",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.audit.once = Check::Skipped,
};
