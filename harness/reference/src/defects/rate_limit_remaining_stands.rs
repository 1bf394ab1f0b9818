//! The headers are made from what is declared, and not from what was counted.

use crate::{Defect, System, policy::Told};

pub const DEFECT: Defect = Defect {
    id: "rate-limit-remaining-stands",
    summary: "the headers tell of the whole limit, however much is used up",
    systems: &[System::Workspace],
    plant: |policy| policy.limits.told = Told::RemainingStands,
};
