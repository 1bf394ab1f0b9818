//! Subscribing first and checking afterwards, with nothing undone on refusal.

use crate::{Defect, System, policy::SubscribeCheck};

pub const DEFECT: Defect = Defect {
    id: "subscribe-refused-but-delivered",
    summary: "a foreign subscription is answered with an error, and delivered all the same",
    systems: &[System::Sessions],
    plant: |policy| policy.subscribe = SubscribeCheck::RefusedButDelivered,
};
