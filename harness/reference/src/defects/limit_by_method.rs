//! A header overrides the method for the router, and limits are kept by the method that was sent.

use crate::{Defect, System, respell::Spelling};

pub const DEFECT: Defect = Defect {
    id: "limit-by-method",
    summary: "an overridden method has a limit of its own",
    systems: &[System::Workspace],
    plant: |policy| policy.limits.spelling = Spelling::Method,
};
