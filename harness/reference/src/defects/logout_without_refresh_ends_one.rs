//! A logout does not look for other sessions.

use crate::{Defect, System, policy::Logout};

pub const DEFECT: Defect = Defect {
    id: "logout-without-refresh-ends-one",
    summary: "a logout without a refresh token leaves the other sessions of the user open",
    systems: &[System::Documents],
    plant: |policy| policy.logout = Logout::OnlyOwn,
};
