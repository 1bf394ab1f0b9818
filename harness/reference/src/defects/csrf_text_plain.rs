//! Every body is read as JSON (as in fastapi before 0.65.2).

use crate::{Defect, System, policy::JsonType};

pub const DEFECT: Defect = Defect {
    id: "csrf-text-plain",
    summary: "a JSON body is read whatever its content type says",
    systems: &[System::Workspace],
    plant: |policy| policy.csrf.json = JsonType::Any,
};
