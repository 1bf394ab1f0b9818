//! The cookie outlives the token in it, or the other way round.

use crate::{Defect, System, policy::MaxAge};

pub const DEFECT: Defect = Defect {
    id: "cookie-max-age-wrong",
    summary: "cookies with tokens are kept for a year",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.cookies.max_age = MaxAge::Year,
};
