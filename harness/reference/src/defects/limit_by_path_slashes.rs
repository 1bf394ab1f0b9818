//! Slashes are merged for the router, and limits are kept by the path as it was written.

use crate::{Defect, System, respell::Spelling};

pub const DEFECT: Defect = Defect {
    id: "limit-by-path-slashes",
    summary: "a path with one slash more has a limit of its own",
    systems: &[System::Workspace],
    plant: |policy| policy.limits.spelling = Spelling::Slashes,
};
