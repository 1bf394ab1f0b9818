//! The socket takes whatever token is signed.

use crate::{Defect, System};

pub const DEFECT: Defect = Defect {
    id: "ws-refresh-accepted",
    summary: "a refresh token opens the socket",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.socket.also = &["refresh"],
};
