//! Connections are counted in one step and entered in another.

use std::time::Duration;

use crate::{Defect, System, policy::Step};

pub const DEFECT: Defect = Defect {
    id: "connections-check-then-act",
    summary: "connections that are opened within two milliseconds do not count for each other",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.limits.placing = Step::Parted(Duration::from_millis(2)),
};
