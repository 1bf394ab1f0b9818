//! The address is read from a header that anybody can send.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "audit-trusts-xff",
    summary: "records hold the address that `X-Forwarded-For` claims",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.audit.peer = Check::Skipped,
};
