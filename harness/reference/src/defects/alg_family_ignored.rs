//! A list of accepted algorithms that nobody wrote: one key, used with all of its family (RFC 8725 3.1).

use crate::{Defect, System, policy::Algorithms};

pub const DEFECT: Defect = Defect {
    id: "alg-family-ignored",
    summary: "a token signed HS384 or HS512 with the secret of HS256 is accepted",
    systems: &System::ALL,
    plant: |policy| policy.bearer.algorithms = Algorithms::AnyOfFamily,
};
