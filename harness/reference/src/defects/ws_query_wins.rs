//! The query is looked at first, and a link decides who speaks.

use crate::{Defect, System, policy::Precedence};

pub const DEFECT: Defect = Defect {
    id: "ws-query-wins",
    summary: "with both, the token of the query counts and not that of the header",
    systems: &[System::Workspace],
    plant: |policy| policy.socket_places = Precedence::Reversed,
};
