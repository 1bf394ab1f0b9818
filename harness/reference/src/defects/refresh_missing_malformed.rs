//! A schema asks for the token before anybody asks for who it is.

use crate::{Defect, System, policy::NoToken};

pub const DEFECT: Defect = Defect {
    id: "refresh-missing-malformed",
    summary: "a refresh without a token is answered as a malformed request",
    systems: &[System::Workspace, System::Documents],
    plant: |policy| policy.no_refresh = NoToken::Malformed,
};
