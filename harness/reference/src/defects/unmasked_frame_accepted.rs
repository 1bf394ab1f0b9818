//! The library was told to take frames without a mask.

use crate::{Defect, System, policy::Frames};

pub const DEFECT: Defect = Defect {
    id: "unmasked-frame-accepted",
    summary: "a frame without a mask is taken like one with a mask",
    systems: &System::ALL,
    plant: |policy| policy.protocol.frames = Frames::Unmasked,
};
