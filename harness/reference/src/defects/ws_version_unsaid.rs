//! Whatever is wrong with a handshake, it is refused by one answer.

use crate::{Defect, System, policy::Version};

pub const DEFECT: Defect = Defect {
    id: "ws-version-unsaid",
    summary: "a handshake of another version of the protocol is refused without the one that is spoken",
    systems: &System::ALL,
    plant: |policy| policy.protocol.version = Version::RefusedSilently,
};
