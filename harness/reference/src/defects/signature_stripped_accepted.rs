//! Comparing only the octets that were sent: with none of them, every comparison holds
//! (CVE-2020-28042's sibling).

use crate::{Defect, System, policy::Signature};

pub const DEFECT: Defect = Defect {
    id: "signature-stripped-accepted",
    summary: "a token whose signature was cut off is accepted",
    systems: &System::ALL,
    plant: |policy| policy.bearer.signature = Signature::EmptyAccepted,
};
