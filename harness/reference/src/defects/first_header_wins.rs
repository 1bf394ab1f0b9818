//! A JSON parser that keeps the first of two members, although RFC 7515 4 allows only the last.

use crate::{Defect, System, policy::Repeated};

pub const DEFECT: Defect = Defect {
    id: "first-header-wins",
    summary: "of two `alg` headers the first one counts",
    systems: &System::ALL,
    plant: |policy| policy.bearer.repeated_header = Repeated::FirstCounts,
};
