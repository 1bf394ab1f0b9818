//! Limits are kept by the whole address of a request.

use crate::{Defect, System, respell::Spelling};

pub const DEFECT: Defect = Defect {
    id: "limit-by-query",
    summary: "another query has a limit of its own",
    systems: &[System::Workspace],
    plant: |policy| policy.limits.spelling = Spelling::Query,
};
