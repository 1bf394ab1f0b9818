//! Comparing host names only: plain http can be changed on its way and speaks for the application.

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "origin-scheme-ignored",
    summary: "the scheme of the Origin is ignored",
    systems: &[System::Sessions],
    plant: |policy| policy.origin = OriginCheck::SchemeIgnored,
};
