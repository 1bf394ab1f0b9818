//! Nothing ends a socket that never says who it is.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "ws-first-message-late-accepted",
    summary: "the first message with the token may come at any time",
    systems: &[System::Workspace],
    plant: |policy| policy.first_message = Check::Skipped,
};
