//! The sessions are sorted the wrong way round before one is evicted.

use crate::{Defect, System, policy::OverLimit};

pub const DEFECT: Defect = Defect {
    id: "eviction-of-newest",
    summary: "a login over the limit ends the newest session in place of the oldest",
    systems: &[System::Quiz],
    plant: |policy| policy.over_limit = OverLimit::EvictsNewest,
};
