//! A limit of a user, or of everybody, is kept by the address.

use crate::{Defect, System, policy::Keyed};

pub const DEFECT: Defect = Defect {
    id: "limit-by-address",
    summary: "a user has another limit at another address",
    systems: &[System::Workspace],
    plant: |policy| policy.limits.key = Keyed::ByAddress,
};
