//! Sessions are counted in one step and begun in another.

use std::time::Duration;

use crate::{Defect, System, policy::OverLimit};

pub const DEFECT: Defect = Defect {
    id: "sessions-check-then-act",
    summary: "sessions that begin within ten milliseconds do not count for each other",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.over_limit = OverLimit::SeesLate(Duration::from_millis(10)),
};
