//! An exception of the token reader that nobody catches before the socket is accepted.

use crate::{Defect, System, policy::Malformed};

pub const DEFECT: Defect = Defect {
    id: "ws-malformed-token-crashes",
    summary: "a malformed token in a handshake gives HTTP 500",
    systems: &System::ALL,
    plant: |policy| policy.socket.malformed = Malformed::Crashes,
};
