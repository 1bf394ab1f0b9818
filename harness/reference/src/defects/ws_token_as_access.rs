//! A ticket for the socket is a token like all others.

use crate::{Defect, System};

pub const DEFECT: Defect = Defect {
    id: "ws-token-as-access",
    summary: "a ticket for the socket is accepted as access token",
    systems: &[System::Workspace],
    plant: |policy| policy.bearer.also = &["ws"],
};
