//! A default for names that the set does not have.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "kid-unknown-accepted",
    summary: "a name that no key has finds the current one",
    systems: &[System::Quiz],
    plant: |policy| policy.bearer.kid.unknown = Check::Skipped,
};
