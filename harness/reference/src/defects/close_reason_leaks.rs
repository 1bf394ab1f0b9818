//! The text of the exception becomes the reason of the close.

use crate::{Defect, System, policy::CloseReason};

pub const DEFECT: Defect = Defect {
    id: "close-reason-leaks",
    summary: "the reason of a close tells where in the code it was decided",
    systems: &[System::Assistant, System::Workspace],
    plant: |policy| policy.close_reason = CloseReason::Internal,
};
