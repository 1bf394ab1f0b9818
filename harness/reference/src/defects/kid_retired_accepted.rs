//! Old keys stay in the set, so that nothing breaks.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "kid-retired-accepted",
    summary: "a token of a retired key is accepted",
    systems: &[System::Quiz],
    plant: |policy| policy.bearer.kid.retired = Check::Skipped,
};
