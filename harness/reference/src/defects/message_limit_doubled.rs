//! The limit of a message is another one than the documentation says.

use crate::{Defect, System, policy::Length};

pub const DEFECT: Defect = Defect {
    id: "message-limit-doubled",
    summary: "a message may be twice as long as declared",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.protocol.length = Length::Doubled,
};
