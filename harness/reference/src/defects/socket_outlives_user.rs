//! Users are looked up for requests only.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "socket-outlives-user",
    summary: "an open socket outlives the account of its user",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.socket_ends.user = Check::Skipped,
};
