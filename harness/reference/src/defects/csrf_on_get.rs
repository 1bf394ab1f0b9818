//! The middleware stands before every route below a path.

use crate::{Defect, System, policy::Asked};

pub const DEFECT: Defect = Defect {
    id: "csrf-on-get",
    summary: "reading the list of sessions needs the double-submit pair",
    systems: &[System::Quiz],
    plant: |policy| policy.csrf.asked = Asked::Sessions,
};
