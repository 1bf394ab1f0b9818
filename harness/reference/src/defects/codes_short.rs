//! Four digits are easier to type.

use crate::{Defect, System, policy::CodeForm};

pub const DEFECT: Defect = Defect {
    id: "codes-short",
    summary: "one-time codes are shorter than declared",
    systems: &[System::Documents],
    plant: |policy| policy.codes.form = CodeForm::Short,
};
