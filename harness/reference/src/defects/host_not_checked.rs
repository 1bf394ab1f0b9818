//! No allowed hosts configured: a rebound DNS name reaches the service from a foreign page.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "host-not-checked",
    summary: "every Host is accepted",
    systems: &[
        System::Sessions,
        System::Workspace,
        System::Quiz,
        System::Documents,
    ],
    plant: |policy| policy.host = Check::Skipped,
};
