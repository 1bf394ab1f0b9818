//! Trusting the header's algorithm, as early JWT libraries did (CVE-2015-9235).

use crate::{Defect, System, policy::Unsigned};

pub const DEFECT: Defect = Defect {
    id: "alg-none-accepted",
    summary: "an unsigned token whose algorithm is `none` is accepted",
    systems: &System::ALL,
    plant: |policy| policy.bearer.unsigned = Unsigned::ExactNone,
};
