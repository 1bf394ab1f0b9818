//! A JSON parser that keeps the first of two members, although RFC 7519 4 allows only the last.

use crate::{Defect, System, policy::Repeated};

pub const DEFECT: Defect = Defect {
    id: "first-claim-wins",
    summary: "of two claims with one name the first one counts",
    systems: &System::ALL,
    plant: |policy| policy.bearer.repeated_claim = Repeated::FirstCounts,
};
