//! The exemption of the login is a prefix of its path.

use crate::{Defect, System, policy::Asked};

pub const DEFECT: Defect = Defect {
    id: "csrf-exempt-too-wide",
    summary: "routes whose path begins like that of the login need no double-submit pair",
    systems: &[System::Quiz],
    plant: |policy| policy.csrf.asked = Asked::UnlessLikeExempt,
};
