//! A library that lists `b64` as understood and does nothing about it (RFC 7797 6, 7).

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "b64-ignored",
    summary: "a token that demands an unencoded payload is accepted",
    systems: &System::ALL,
    plant: |policy| policy.bearer.b64 = Check::Skipped,
};
