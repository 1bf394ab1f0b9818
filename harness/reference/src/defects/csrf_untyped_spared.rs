//! Who sends no content type is not taken for a form (as in hono before 4.6.5).

use crate::{Defect, System, policy::Asked};

pub const DEFECT: Defect = Defect {
    id: "csrf-untyped-spared",
    summary: "a request without a content type needs no double-submit pair",
    systems: &[System::Quiz],
    plant: |policy| policy.csrf.asked = Asked::Typed,
};
