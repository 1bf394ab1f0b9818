//! Session fixation: the session of a visitor is that of whoever logs in with it.

use crate::{Defect, System, policy::Login};

pub const DEFECT: Defect = Defect {
    id: "visit-kept-on-login",
    summary: "a login keeps the session that a visitor had before, and the visitor's cookie goes on with it",
    systems: &[System::Quiz],
    plant: |policy| policy.login = Login::KeepsVisit,
};
