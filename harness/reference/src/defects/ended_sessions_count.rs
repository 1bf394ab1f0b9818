//! A logout ends a session and leaves the count of sessions as it was.

use crate::{Defect, System, policy::OverLimit};

pub const DEFECT: Defect = Defect {
    id: "ended-sessions-count",
    summary: "sessions that have ended still count: after a logout there is no place for another",
    systems: &[System::Workspace],
    plant: |policy| policy.over_limit = OverLimit::CountsEnded,
};
