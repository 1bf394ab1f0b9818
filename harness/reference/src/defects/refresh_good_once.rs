//! Tokens were made to rotate, and the answer was forgotten.

use crate::{Defect, System, policy::Rotation};

pub const DEFECT: Defect = Defect {
    id: "refresh-good-once",
    summary: "a refresh token is good once although it is not replaced",
    systems: &[System::Workspace],
    plant: |policy| policy.rotation = Rotation::UsedUp,
};
