//! Routes are found in any case, and limits are kept by the path as it was written.

use crate::{Defect, System, respell::Spelling};

pub const DEFECT: Defect = Defect {
    id: "limit-by-path-case",
    summary: "a path in capitals has a limit of its own",
    systems: &[System::Workspace],
    plant: |policy| policy.limits.spelling = Spelling::Case,
};
