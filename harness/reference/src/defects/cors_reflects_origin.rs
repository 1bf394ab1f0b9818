//! The origin of the request is what is allowed.

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "cors-reflects-origin",
    summary: "every origin may read responses with the credentials of the user",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.cors.origin = OriginCheck::Unchecked,
};
