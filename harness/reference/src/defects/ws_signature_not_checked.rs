//! A second token reader for the socket that decodes without verifying, because middleware does
//! not run there.

use crate::{Defect, System, policy::Signature};

pub const DEFECT: Defect = Defect {
    id: "ws-signature-not-checked",
    summary: "the socket accepts any signature, as long as there is one",
    systems: &System::ALL,
    plant: |policy| policy.socket.signature = Signature::AnyNonEmpty,
};
