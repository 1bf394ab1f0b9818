//! A ticket is looked up in one step and used up in another.

use std::time::Duration;

use crate::{Defect, System, policy::Step};

pub const DEFECT: Defect = Defect {
    id: "ticket-check-then-act",
    summary: "a ticket that several bring within two milliseconds opens a socket for all of them",
    systems: &[System::Workspace],
    plant: |policy| policy.using_ticket = Step::Parted(Duration::from_millis(2)),
};
