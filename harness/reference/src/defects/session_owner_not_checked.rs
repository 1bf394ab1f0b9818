//! Authentication without authorisation: the session is looked up by its id alone (OWASP API1,
//! broken object level).

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "session-owner-not-checked",
    summary: "a user can connect to the session of somebody else",
    systems: &[System::Sessions],
    plant: |policy| policy.session_owner = Check::Skipped,
};
