//! The list of sessions gives the page what it needs to end one.

use crate::{Defect, System, policy::Listing};

pub const DEFECT: Defect = Defect {
    id: "session-list-shows-csrf",
    summary: "the list of sessions shows the double-submit value of each",
    systems: &[System::Quiz],
    plant: |policy| policy.listing = Listing::CsrfTokens,
};
