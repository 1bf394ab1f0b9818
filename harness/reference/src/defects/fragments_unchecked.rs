//! Fragments out of order are dropped.

use crate::{Defect, System, policy::Frames};

pub const DEFECT: Defect = Defect {
    id: "fragments-unchecked",
    summary: "a fragment that continues nothing, or interrupts a message, is passed over",
    systems: &System::ALL,
    plant: |policy| policy.protocol.frames = Frames::Fragments,
};
