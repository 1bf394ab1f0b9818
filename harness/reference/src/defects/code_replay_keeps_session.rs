//! A used code is refused like a wrong one.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "code-replay-keeps-session",
    summary: "a code that comes again leaves the session alive that it began",
    systems: &[System::Documents],
    plant: |policy| policy.codes.replay = Check::Skipped,
};
