//! A new token is given, and nobody marks the old one as used.

use crate::{Defect, System, policy::Rotation};

pub const DEFECT: Defect = Defect {
    id: "replay-accepted",
    summary: "a refresh token is good again after it was used",
    systems: &[System::Quiz, System::Documents],
    plant: |policy| policy.rotation = Rotation::OldStaysGood,
};
