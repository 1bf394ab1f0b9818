//! A session too many ends the oldest, where it has to be refused.

use crate::{Defect, System, policy::OverLimit};

pub const DEFECT: Defect = Defect {
    id: "eviction-in-place-of-refusal",
    summary: "a login over the limit is let in and ends the oldest session, where it should be refused",
    systems: &[System::Workspace],
    plant: |policy| policy.over_limit = OverLimit::EvictsOldest,
};
