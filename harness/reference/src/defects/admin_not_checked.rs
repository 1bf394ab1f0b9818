//! The admin routes only ask who calls.

use crate::{Defect, System, policy::Admins};

pub const DEFECT: Defect = Defect {
    id: "admin-not-checked",
    summary: "everybody who is logged in may do what admins do",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.admins = Admins::Everybody,
};
