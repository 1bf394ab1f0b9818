//! A place is given back only by a closing handshake.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "slot-leaks-on-reset",
    summary: "a connection that breaks keeps its place for ever",
    systems: &[
        System::Sessions,
        System::Workspace,
        System::Quiz,
        System::Documents,
    ],
    plant: |policy| policy.limits.freed = Check::Skipped,
};
