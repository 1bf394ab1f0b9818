//! The headers are made from another setting than the limit.

use crate::{Defect, System, policy::Told};

pub const DEFECT: Defect = Defect {
    id: "rate-limit-other-limit",
    summary: "the headers tell of a limit twice as large",
    systems: &[System::Workspace],
    plant: |policy| policy.limits.told = Told::OtherLimit,
};
