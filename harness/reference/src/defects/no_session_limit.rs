//! Nobody counts the sessions of a user.

use crate::{Defect, System, policy::OverLimit};

pub const DEFECT: Defect = Defect {
    id: "no-session-limit",
    summary: "a user has as many sessions as they like",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.over_limit = OverLimit::Nothing,
};
