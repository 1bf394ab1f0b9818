//! Messages are counted where they come in, and not for whom they come.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "messages-by-connection",
    summary: "a user has a fresh count of messages on each connection",
    systems: &[System::Quiz],
    plant: |policy| policy.limits.messages_by_user = Check::Skipped,
};
