//! A second token reader for the socket that trusts the header's algorithm.

use crate::{Defect, System, policy::Unsigned};

pub const DEFECT: Defect = Defect {
    id: "ws-alg-none-accepted",
    summary: "the socket accepts an unsigned token whose algorithm is `none`",
    systems: &System::ALL,
    plant: |policy| policy.socket.unsigned = Unsigned::ExactNone,
};
