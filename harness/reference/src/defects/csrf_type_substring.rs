//! The content type is searched for the word.

use crate::{Defect, System, policy::JsonType};

pub const DEFECT: Defect = Defect {
    id: "csrf-type-substring",
    summary: "a JSON body is read whose content type only mentions JSON",
    systems: &[System::Workspace],
    plant: |policy| policy.csrf.json = JsonType::Mentioned,
};
