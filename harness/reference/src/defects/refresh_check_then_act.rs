//! A refresh token is looked up in one step and used up in another.

use std::time::Duration;

use crate::{Defect, System, policy::Step};

pub const DEFECT: Defect = Defect {
    id: "refresh-check-then-act",
    summary: "a refresh token that several bring within two milliseconds is good for all of them",
    systems: &[System::Documents],
    plant: |policy| policy.using_up = Step::Parted(Duration::from_millis(2)),
};
