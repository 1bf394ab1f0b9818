//! Checking the Origin only `if origin:`, to let command-line clients in.

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "origin-absent-accepted",
    summary: "a handshake without an Origin is accepted",
    systems: &[System::Sessions],
    plant: |policy| policy.origin = OriginCheck::AbsentAccepted,
};
