//! The address of a client is read in headers that any client can write.

use crate::{Defect, System, policy::AddressOf};

pub const DEFECT: Defect = Defect {
    id: "trusts-xff",
    summary: "a claimed address has a limit of its own",
    systems: &[System::Workspace],
    plant: |policy| policy.limits.address = AddressOf::Forwarded,
};
