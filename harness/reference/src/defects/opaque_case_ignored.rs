//! A column whose collation knows no case.

use crate::{Defect, System, policy::KeyLookup};

pub const DEFECT: Defect = Defect {
    id: "opaque-case-ignored",
    summary: "the key of a program is found in capital and small letters alike",
    systems: &[System::Workspace],
    plant: |policy| policy.program_keys = KeyLookup::CaseIgnored,
};
