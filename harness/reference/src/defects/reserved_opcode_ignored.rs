//! What is not known is passed over, as one does with headers.

use crate::{Defect, System, policy::Frames};

pub const DEFECT: Defect = Defect {
    id: "reserved-opcode-ignored",
    summary: "a frame with a reserved opcode is passed over",
    systems: &System::ALL,
    plant: |policy| policy.protocol.frames = Frames::ReservedOpcodes,
};
