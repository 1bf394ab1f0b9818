//! The button says all, and the query names the own session.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "logout-all-keeps-others",
    summary: "a logout of all sessions ends only the own one",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.logout_all = Check::Skipped,
};
