//! The settings of an account are read before its code is sent, and who has no account has none.

use std::time::Duration;

use crate::{Defect, System, policy::Reading};

pub const DEFECT: Defect = Defect {
    id: "read-more-if-known",
    summary: "for an address with an account a second row is read before send-code is answered, which takes five milliseconds",
    systems: &[System::Documents],
    plant: |policy| policy.work.reading = Reading::MoreIfKnown(Duration::from_millis(5)),
};
