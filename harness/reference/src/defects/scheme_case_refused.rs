//! `startswith("Bearer ")` instead of a comparison without case (RFC 9110 11.1).

use crate::{Defect, System, policy::Scheme};

pub const DEFECT: Defect = Defect {
    id: "scheme-case-refused",
    summary: "the scheme of `Authorization` is known in one spelling only",
    systems: &System::ALL,
    plant: |policy| policy.places.scheme = Scheme::Exact,
};
