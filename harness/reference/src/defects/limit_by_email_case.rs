//! Accounts are found in any case, and failed logins are counted by the address as it was written.

use crate::{Defect, System, respell::Spelling};

pub const DEFECT: Defect = Defect {
    id: "limit-by-email-case",
    summary: "an e-mail address in capitals has a limit of failed logins of its own",
    systems: &[System::Workspace],
    plant: |policy| policy.limits.spelling = Spelling::Email,
};
