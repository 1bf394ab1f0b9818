//! A rotation replaces the key, and logs everybody out.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "kid-previous-refused",
    summary: "a token of the previous key is refused",
    systems: &[System::Quiz],
    plant: |policy| policy.bearer.kid.previous = Check::Skipped,
};
