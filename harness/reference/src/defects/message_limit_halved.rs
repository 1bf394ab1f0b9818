//! A limit of frames, of which a message was meant to have several.

use crate::{Defect, System, policy::Length};

pub const DEFECT: Defect = Defect {
    id: "message-limit-halved",
    summary: "a message may be half as long as declared",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.protocol.length = Length::Halved,
};
