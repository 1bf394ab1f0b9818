//! Two dependencies that each read a token, asked in the wrong order.

use crate::{Defect, System, policy::Precedence};

pub const DEFECT: Defect = Defect {
    id: "header-wins",
    summary: "with both, the `Authorization` header counts and not the cookie",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.places.precedence = Precedence::Reversed,
};
