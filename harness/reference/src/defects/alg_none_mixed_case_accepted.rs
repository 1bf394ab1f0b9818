//! A deny list that compares `none` case-sensitively while the lookup behind it does not
//! (CVE-2020-28042).

use crate::{Defect, System, policy::Unsigned};

pub const DEFECT: Defect = Defect {
    id: "alg-none-mixed-case-accepted",
    summary: "an unsigned token is accepted when `none` is spelled in another case",
    systems: &System::ALL,
    plant: |policy| policy.bearer.unsigned = Unsigned::OtherSpellings,
};
