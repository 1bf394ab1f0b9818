//! Every version is taken for 13.

use crate::{Defect, System, policy::Version};

pub const DEFECT: Defect = Defect {
    id: "ws-version-unchecked",
    summary: "a handshake of another version of the protocol opens a socket",
    systems: &System::ALL,
    plant: |policy| policy.protocol.version = Version::Accepted,
};
