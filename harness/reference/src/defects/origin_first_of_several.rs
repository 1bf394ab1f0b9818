//! `headers.get` returns one value, while another layer acts on the last.

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "origin-first-of-several",
    summary: "of several Origin headers only the first is checked",
    systems: &[System::Sessions],
    plant: |policy| policy.origin = OriginCheck::FirstOfSeveral,
};
