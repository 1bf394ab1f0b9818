//! A path is decoded for the router, and limits are kept by the path as it was written.

use crate::{Defect, System, respell::Spelling};

pub const DEFECT: Defect = Defect {
    id: "limit-by-path-encoding",
    summary: "a path with an encoded letter has a limit of its own",
    systems: &[System::Workspace],
    plant: |policy| policy.limits.spelling = Spelling::Encoding,
};
