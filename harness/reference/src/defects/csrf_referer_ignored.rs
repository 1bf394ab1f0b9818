//! Only an `Origin` is looked at, and not what stands in its place.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "csrf-referer-ignored",
    summary: "a request without `Origin` changes a state whatever its `Referer`",
    systems: &[System::Quiz],
    plant: |policy| policy.csrf.referer = Check::Skipped,
};
