//! Libraries check `exp` only when the claim is there; requiring it is a setting of its own.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "no-expiry-accepted",
    summary: "a token without an expiry is accepted for ever",
    systems: &System::ALL,
    plant: |policy| policy.bearer.expiry_present = Check::Skipped,
};
