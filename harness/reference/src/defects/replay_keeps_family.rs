//! A replay is refused, and nobody asks what it means.

use crate::{Defect, System, policy::OnReplay};

pub const DEFECT: Defect = Defect {
    id: "replay-keeps-family",
    summary: "a replay of a refresh token ends nothing",
    systems: &[System::Quiz, System::Documents],
    plant: |policy| policy.on_replay = OnReplay::Nothing,
};
