//! A `Domain` was added for a sister host; browsers drop such a cookie (RFC 6265bis 4.1.3.2).

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "host-prefix-with-domain",
    summary: "cookies with the prefix `__Host-` have a `Domain`",
    systems: &[System::Quiz],
    plant: |policy| policy.cookies.no_domain = Check::Skipped,
};
