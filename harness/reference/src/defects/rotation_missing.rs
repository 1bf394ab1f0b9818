//! The refresh endpoint was written for one token, and nobody gave it another.

use crate::{Defect, System, policy::Rotation};

pub const DEFECT: Defect = Defect {
    id: "rotation-missing",
    summary: "a refresh gives back the refresh token that was used, which stays good",
    systems: &[System::Quiz, System::Documents],
    plant: |policy| policy.rotation = Rotation::SameAgain,
};
