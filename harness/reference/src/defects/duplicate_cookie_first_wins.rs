//! Whoever can set a cookie for a longer path decides which session is used (RFC 6265 5.4).

use crate::{Defect, System, policy::Several};

pub const DEFECT: Defect = Defect {
    id: "duplicate-cookie-first-wins",
    summary: "of two access cookies the first counts",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.places.cookies = Several::FirstCounts,
};
