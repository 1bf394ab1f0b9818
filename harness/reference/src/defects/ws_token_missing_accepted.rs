//! Knowing the session id is taken for proof, because the token parameter is optional.

use crate::{Defect, System, policy::Missing};

pub const DEFECT: Defect = Defect {
    id: "ws-token-missing-accepted",
    summary: "a socket without a token is served as the owner of the session",
    systems: &[System::Sessions, System::Workspace, System::Documents],
    plant: |policy| policy.socket.missing = Missing::Served,
};
