//! An honest error message for unknown ids, which lets anybody find out which ids exist.

use crate::{Defect, System, policy::UnknownSession};

pub const DEFECT: Defect = Defect {
    id: "unknown-session-differs",
    summary: "an unknown session is told apart from a foreign one",
    systems: &[System::Sessions],
    plant: |policy| policy.unknown_session = UnknownSession::Differs,
};
