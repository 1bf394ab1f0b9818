//! Sessions are deleted by user instead of by id.

use crate::{Defect, System, policy::Logout};

pub const DEFECT: Defect = Defect {
    id: "logout-kills-all",
    summary: "a logout ends every session of the user",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.logout = Logout::All,
};
