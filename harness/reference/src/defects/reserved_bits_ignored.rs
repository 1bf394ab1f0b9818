//! The reserved bits are masked away before anybody looks at them.

use crate::{Defect, System, policy::Frames};

pub const DEFECT: Defect = Defect {
    id: "reserved-bits-ignored",
    summary: "a frame with reserved bits is taken like one without, though no extension was agreed on",
    systems: &System::ALL,
    plant: |policy| policy.protocol.frames = Frames::ReservedBits,
};
