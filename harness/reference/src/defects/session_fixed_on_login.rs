//! Session fixation: who logs in goes on with the session that the request brought along.

use crate::{Defect, System, policy::Login};

pub const DEFECT: Defect = Defect {
    id: "session-fixed-on-login",
    summary: "a login keeps the session, and the token, of whoever planted it",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.login = Login::Fixed,
};
