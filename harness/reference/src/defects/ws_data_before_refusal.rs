//! Accepting and greeting first, and checking the token in the first turn of the loop.

use crate::{Defect, System, policy::SocketRefusal};

pub const DEFECT: Defect = Defect {
    id: "ws-data-before-refusal",
    summary: "the socket greets before it refuses a bad token",
    systems: &System::ALL,
    plant: |policy| policy.socket_refusal = SocketRefusal::DataFirst,
};
