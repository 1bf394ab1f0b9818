//! Copies frameworks whose helpers answer a bare 401, although RFC 9110 11.6.1 demands a
//! challenge.

use crate::{Defect, System, policy::Challenge};

pub const DEFECT: Defect = Defect {
    id: "challenge-missing",
    summary: "a 401 carries no WWW-Authenticate header",
    systems: &System::ALL,
    plant: |policy| policy.challenge = Challenge::Absent,
};
