//! A loop compares two signatures, and returns at the first difference.

use std::time::Duration;

use crate::{Defect, System, policy::Signature};

pub const DEFECT: Defect = Defect {
    id: "signature-compared-in-turn",
    summary: "signatures are compared octet by octet until one differs, each in fifty microseconds",
    systems: &[System::Sessions, System::Assistant, System::Workspace],
    plant: |policy| policy.bearer.signature = Signature::ComparedInTurn(Duration::from_micros(50)),
};
