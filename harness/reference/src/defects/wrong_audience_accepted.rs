//! Libraries check `aud` only when told the expected value, so a token for the neighbour service
//! passes.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "wrong-audience-accepted",
    summary: "a token for another audience, or for none, is accepted",
    systems: &System::ALL,
    plant: |policy| policy.bearer.audience = Check::Skipped,
};
