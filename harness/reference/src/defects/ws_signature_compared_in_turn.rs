//! The socket has a comparison of its own, a loop that returns at the first difference.

use std::time::Duration;

use crate::{Defect, System, policy::Signature};

pub const DEFECT: Defect = Defect {
    id: "ws-signature-compared-in-turn",
    summary: "signatures of handshakes are compared octet by octet until one differs, each in fifty microseconds",
    systems: &[System::Sessions, System::Assistant, System::Workspace],
    plant: |policy| policy.socket.signature = Signature::ComparedInTurn(Duration::from_micros(50)),
};
