//! One `verify(token, key)` for all algorithms: the public key becomes an HMAC secret (RFC 8725 2.1).

use crate::{Defect, System, policy::Algorithms};

pub const DEFECT: Defect = Defect {
    id: "hs-with-public-key-accepted",
    summary: "an HMAC with the public key for a secret is accepted",
    systems: &[System::Quiz],
    plant: |policy| policy.bearer.algorithms = Algorithms::PublicKeyAsSecret,
};
