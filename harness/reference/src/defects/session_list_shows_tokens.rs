//! The list of sessions is the table of sessions as it is stored.

use crate::{Defect, System, policy::Listing};

pub const DEFECT: Defect = Defect {
    id: "session-list-shows-tokens",
    summary: "the list of sessions shows an access token of each",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.listing = Listing::Tokens,
};
