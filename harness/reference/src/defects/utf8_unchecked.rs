//! Text is decoded with replacement characters.

use crate::{Defect, System, policy::Frames};

pub const DEFECT: Defect = Defect {
    id: "utf8-unchecked",
    summary: "text that is not UTF-8 is read with replacement characters",
    systems: &[System::Sessions, System::Assistant],
    plant: |policy| policy.protocol.frames = Frames::Utf8,
};
