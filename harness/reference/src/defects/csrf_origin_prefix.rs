//! The `Origin` is compared by its beginning.

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "csrf-origin-prefix",
    summary: "a state is changed for a page whose origin begins like the allowed one",
    systems: &[System::Quiz],
    plant: |policy| policy.csrf.origin = OriginCheck::Prefix,
};
