//! The key is hashed, whatever it is.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "ws-key-unchecked",
    summary: "a handshake whose key is not 16 octets in base64 opens a socket",
    systems: &System::ALL,
    plant: |policy| policy.protocol.key = Check::Skipped,
};
