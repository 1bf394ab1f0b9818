//! The content types for which the pair is asked are compared letter by letter (as in hono before 4.5.8).

use crate::{Defect, System, policy::Asked};

pub const DEFECT: Defect = Defect {
    id: "csrf-content-type-case",
    summary: "a request whose content type is spelled in another case, or has a parameter, needs no double-submit pair",
    systems: &[System::Quiz],
    plant: |policy| policy.csrf.asked = Asked::ByType,
};
