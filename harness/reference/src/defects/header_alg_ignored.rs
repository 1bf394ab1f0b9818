//! A verifier that knows how to verify and never compares that with the header (RFC 8725 3.1).

use crate::{Defect, System, policy::Algorithms};

pub const DEFECT: Defect = Defect {
    id: "header-alg-ignored",
    summary: "a token whose header names another HMAC than it is signed with is accepted",
    systems: &System::ALL,
    plant: |policy| policy.bearer.algorithms = Algorithms::NameIgnored,
};
