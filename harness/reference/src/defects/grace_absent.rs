//! The time for lost answers was planned, and never built.

use crate::{Defect, System, policy::Rotation};

pub const DEFECT: Defect = Defect {
    id: "grace-absent",
    summary: "a refresh token is used up at once, and whoever lost the answer is taken for a thief",
    systems: &[System::Quiz],
    plant: |policy| policy.rotation = Rotation::UsedUp,
};
