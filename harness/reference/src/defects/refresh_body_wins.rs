//! The body is read first, and the cookie is what is left.

use crate::{Defect, System, policy::Precedence};

pub const DEFECT: Defect = Defect {
    id: "refresh-body-wins",
    summary: "of two refresh tokens that in the body counts, not that in the cookie",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.refresh_places = Precedence::Reversed,
};
