//! Accounts are cached, and that there is none is not.

use std::time::Duration;

use crate::{Defect, System, policy::Reading};

pub const DEFECT: Defect = Defect {
    id: "cached-if-known",
    summary: "an address without an account is looked for in the store each time, which takes five milliseconds; accounts are in a cache",
    systems: &[System::Documents],
    plant: |policy| policy.work.reading = Reading::MoreIfUnknown(Duration::from_millis(5)),
};
