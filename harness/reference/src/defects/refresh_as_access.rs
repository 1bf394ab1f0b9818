//! Both tokens are signed with one key, and nobody asks which of them came.

use crate::{Defect, System};

pub const DEFECT: Defect = Defect {
    id: "refresh-as-access",
    summary: "a refresh token is accepted as access token",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.bearer.also = &["refresh"],
};
