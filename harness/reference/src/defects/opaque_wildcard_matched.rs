//! A query with LIKE, where `=` was meant.

use crate::{Defect, System, policy::KeyLookup};

pub const DEFECT: Defect = Defect {
    id: "opaque-wildcard-matched",
    summary: "a percent sign in the key of a program stands for anything",
    systems: &[System::Workspace],
    plant: |policy| policy.program_keys = KeyLookup::Pattern,
};
