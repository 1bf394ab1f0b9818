//! Expiry switched off for the socket so that reconnecting clients are not thrown out.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "ws-exp-not-checked",
    summary: "the socket accepts an expired token",
    systems: &System::ALL,
    plant: |policy| policy.socket.expiry = Check::Skipped,
};
