//! The subprotocol was added for browsers, by other code than that for the header.

use crate::{Defect, System, policy::Signature};

pub const DEFECT: Defect = Defect {
    id: "ws-subprotocol-not-checked",
    summary: "the signature of a token among the subprotocols is not checked",
    systems: &[System::Workspace],
    plant: |policy| policy.subprotocol.signature = Signature::AnyNonEmpty,
};
