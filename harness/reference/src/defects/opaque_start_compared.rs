//! An index over the first characters, of a time when keys were that long.

use crate::{Defect, System, policy::KeyLookup};

pub const DEFECT: Defect = Defect {
    id: "opaque-start-compared",
    summary: "the key of a program is found by its first characters",
    systems: &[System::Workspace],
    plant: |policy| policy.program_keys = KeyLookup::Start,
};
