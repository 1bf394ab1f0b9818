//! A header map that knows one value for each name; a proxy in front may look at another.

use crate::{Defect, System, policy::Several};

pub const DEFECT: Defect = Defect {
    id: "several-authorization-headers-first-wins",
    summary: "of several `Authorization` headers the first counts",
    systems: &System::ALL,
    plant: |policy| policy.places.headers = Several::FirstCounts,
};
