//! The socket was checked when it opened.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "socket-outlives-logout",
    summary: "an open socket outlives the logout of its session",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.socket_ends.session = Check::Skipped,
};
