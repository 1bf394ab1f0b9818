//! Nobody counts the messages of a socket.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "messages-unlimited",
    summary: "a connection may send as many messages as it likes",
    systems: &[
        System::Sessions,
        System::Workspace,
        System::Quiz,
        System::Documents,
    ],
    plant: |policy| policy.limits.messages = Check::Skipped,
};
