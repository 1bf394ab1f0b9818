//! Control frames that make no sense are passed over.

use crate::{Defect, System, policy::Frames};

pub const DEFECT: Defect = Defect {
    id: "control-frames-unchecked",
    summary: "a control frame that is too long, or not whole, is passed over",
    systems: &System::ALL,
    plant: |policy| policy.protocol.frames = Frames::Controls,
};
