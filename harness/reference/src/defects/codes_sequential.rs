//! The number of the row in the database looked random enough.

use crate::{Defect, System, policy::CodeForm};

pub const DEFECT: Defect = Defect {
    id: "codes-sequential",
    summary: "one-time codes follow one another",
    systems: &[System::Documents],
    plant: |policy| policy.codes.form = CodeForm::Sequential,
};
