//! Only the session of the replayed token is looked up.

use crate::{Defect, System, policy::OnReplay};

pub const DEFECT: Defect = Defect {
    id: "replay-keeps-other-sessions",
    summary: "a replay of a refresh token ends its own session, and no other of its user",
    systems: &[System::Documents],
    plant: |policy| policy.on_replay = OnReplay::Session,
};
