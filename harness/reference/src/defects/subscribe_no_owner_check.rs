//! Ownership is checked when the socket opens and not again for the ids inside its messages.

use crate::{Defect, System, policy::SubscribeCheck};

pub const DEFECT: Defect = Defect {
    id: "subscribe-no-owner-check",
    summary: "a user can subscribe to the session of somebody else",
    systems: &[System::Sessions],
    plant: |policy| policy.subscribe = SubscribeCheck::Anyone,
};
