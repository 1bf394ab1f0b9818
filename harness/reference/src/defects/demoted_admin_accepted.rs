//! The list of admins is kept in a cache that nobody empties.

use crate::{Defect, System, policy::Admins};

pub const DEFECT: Defect = Defect {
    id: "demoted-admin-accepted",
    summary: "who was an admin once stays one after the role was taken away",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.admins = Admins::Ever,
};
