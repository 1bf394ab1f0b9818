//! A close code or status picked by hand, so that clients reconnect for ever instead of logging
//! in.

use crate::{Defect, System, policy::SocketRefusal};

pub const DEFECT: Defect = Defect {
    id: "ws-refused-with-wrong-code",
    summary: "the socket refuses a bad token with another code than the contract's",
    systems: &System::ALL,
    plant: |policy| policy.socket_refusal = SocketRefusal::WrongCode,
};
