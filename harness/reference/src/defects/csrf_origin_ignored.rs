//! Only the pair is compared.

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "csrf-origin-ignored",
    summary: "a state is changed whatever the `Origin`",
    systems: &[System::Quiz],
    plant: |policy| policy.csrf.origin = OriginCheck::Unchecked,
};
