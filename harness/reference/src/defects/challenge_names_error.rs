//! One error answer for every 401: RFC 6750 3.1 wants no error code where no credentials were
//! sent.

use crate::{Defect, System, policy::Challenge};

pub const DEFECT: Defect = Defect {
    id: "challenge-names-error",
    summary: "the challenge names an error although no credentials were sent",
    systems: &System::ALL,
    plant: |policy| policy.challenge = Challenge::AlwaysNamesError,
};
