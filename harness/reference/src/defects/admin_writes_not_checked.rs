//! The check stands on the page that lists users, and on no route behind it.

use crate::{Defect, System, policy::Admins};

pub const DEFECT: Defect = Defect {
    id: "admin-writes-not-checked",
    summary: "everybody who is logged in may do what changes users, and only admins may list them",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.admins = Admins::EverybodyWrites,
};
