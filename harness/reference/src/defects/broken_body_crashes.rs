//! The error of the parser is caught by nobody.

use crate::{Defect, System, policy::Broken};

pub const DEFECT: Defect = Defect {
    id: "broken-body-crashes",
    summary: "a body that is no JSON is answered with an internal error",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.json.broken = Broken::Crash,
};
