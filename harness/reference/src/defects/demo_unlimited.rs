//! Nobody counts what a demo account does.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "demo-unlimited",
    summary: "a demo account may do as much as any other",
    systems: &[System::Documents],
    plant: |policy| policy.bounds.demo = Check::Skipped,
};
