//! The token was checked when the socket opened, and its end forgotten.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "socket-outlives-expiry",
    summary: "an open socket outlives its access token",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.socket_ends.expiry = Check::Skipped,
};
