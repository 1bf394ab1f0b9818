//! A ticket is a token, and a token can be used until it expires.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "ticket-reusable",
    summary: "a ticket opens more than one socket",
    systems: &[System::Workspace],
    plant: |policy| policy.ticket = Check::Skipped,
};
