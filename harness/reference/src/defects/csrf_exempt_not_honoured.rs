//! Who is logged in is asked for the pair, also where another login begins.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "csrf-exempt-not-honoured",
    summary: "a login with the cookie of an earlier session is refused without the double-submit pair",
    systems: &[System::Quiz],
    plant: |policy| policy.csrf.login_exempt = Check::Skipped,
};
