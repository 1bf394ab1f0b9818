//! The list of sessions is not restricted to the caller.

use crate::{Defect, System, policy::Listing};

pub const DEFECT: Defect = Defect {
    id: "session-list-shows-others",
    summary: "the list of sessions shows those of everybody",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.listing = Listing::Everybodys,
};
