//! Libraries check `iss` only when told the expected value, and nobody told them.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "wrong-issuer-accepted",
    summary: "a token of another issuer, or of none, is accepted",
    systems: &System::ALL,
    plant: |policy| policy.bearer.issuer = Check::Skipped,
};
