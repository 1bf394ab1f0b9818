//! ECDSA that divides by nought and is content (CVE-2022-21449).

use crate::{Defect, System, policy::Unsigned};

pub const DEFECT: Defect = Defect {
    id: "ecdsa-zero-accepted",
    summary: "an ES256 signature of zeros is accepted",
    systems: &System::ALL,
    plant: |policy| policy.bearer.unsigned = Unsigned::EcdsaOfZeros,
};
