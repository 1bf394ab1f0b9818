//! The claims of the first token are copied into the next, its end among them.

use crate::{Defect, System, policy::Lifetime};

pub const DEFECT: Defect = Defect {
    id: "renewed-token-not-prolonged",
    summary: "an access token that a refresh gives ends when that of the login does",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.lifetime = Lifetime::SinceLogin,
};
