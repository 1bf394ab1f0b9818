//! Calling `decode` where `verify` was meant.

use crate::{Defect, System, policy::Signature};

pub const DEFECT: Defect = Defect {
    id: "signature-not-checked",
    summary: "any signature is accepted, as long as there is one",
    systems: &System::ALL,
    plant: |policy| policy.bearer.signature = Signature::AnyNonEmpty,
};
