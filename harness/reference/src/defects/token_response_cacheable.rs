//! A cache keeps the tokens of one user for the next (RFC 6749 5.1).

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "token-response-cacheable",
    summary: "responses with tokens lack `Cache-Control: no-store`",
    systems: &System::ALL,
    plant: |policy| policy.no_store = Check::Skipped,
};
