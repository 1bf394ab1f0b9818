//! Frameworks leave the Origin of a handshake to the application, and it forgets (cross-site
//! WebSocket hijacking).

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "origin-not-checked",
    summary: "every Origin is accepted",
    systems: &[
        System::Sessions,
        System::Workspace,
        System::Quiz,
        System::Documents,
    ],
    plant: |policy| policy.origin = OriginCheck::Unchecked,
};
