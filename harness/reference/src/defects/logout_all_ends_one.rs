//! Logging out everywhere calls the plain logout.

use crate::{Defect, System, policy::Everywhere};

pub const DEFECT: Defect = Defect {
    id: "logout-all-ends-one",
    summary: "a logout everywhere ends only the session that asks",
    systems: &[System::Workspace, System::Quiz],
    plant: |policy| policy.everywhere = Everywhere::Own,
};
