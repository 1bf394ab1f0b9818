//! A header map that keeps what came last; a proxy in front may look at another.

use crate::{Defect, System, policy::Several};

pub const DEFECT: Defect = Defect {
    id: "several-authorization-headers-last-wins",
    summary: "of several `Authorization` headers the last counts",
    systems: &System::ALL,
    plant: |policy| policy.places.headers = Several::LastCounts,
};
