//! The pair is made of the user, who has it for good.

use crate::{Defect, System, policy::Binding};

pub const DEFECT: Defect = Defect {
    id: "csrf-stale-pair",
    summary: "the pair of an ended session is good in another session of its user",
    systems: &[System::Quiz],
    plant: |policy| policy.csrf.binding = Binding::User,
};
