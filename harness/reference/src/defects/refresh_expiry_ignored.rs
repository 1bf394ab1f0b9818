//! A refresh token is looked up in a table that is never cleaned.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "refresh-expiry-ignored",
    summary: "a refresh token is good after its time, and so is its session",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| {
        policy.refresh.expiry = Check::Skipped;
        policy.session_age = Check::Skipped;
    },
};
