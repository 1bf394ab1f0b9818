//! A comparison that stops where the shorter text ends.

use crate::{Defect, System, policy::Signature};

pub const DEFECT: Defect = Defect {
    id: "signature-prefix-compared",
    summary: "a part of the right signature is accepted",
    systems: &System::ALL,
    plant: |policy| policy.bearer.signature = Signature::PrefixCompared,
};
