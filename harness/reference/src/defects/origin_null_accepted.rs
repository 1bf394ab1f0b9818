//! `null` allowed for local files in development: every sandboxed frame sends it.

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "origin-null-accepted",
    summary: "the Origin `null` is accepted",
    systems: &[System::Sessions],
    plant: |policy| policy.origin = OriginCheck::NullAccepted,
};
