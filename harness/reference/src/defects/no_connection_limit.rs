//! Nobody counts the sockets of a user.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "no-connection-limit",
    summary: "a user may open as many sockets as they like",
    systems: &[
        System::Sessions,
        System::Workspace,
        System::Quiz,
        System::Documents,
    ],
    plant: |policy| policy.limits.connections = Check::Skipped,
};
