//! The code is made of the address, so that nothing has to be stored.

use crate::{Defect, System, policy::CodeForm};

pub const DEFECT: Defect = Defect {
    id: "codes-repeated",
    summary: "an address is sent the same one-time code each time",
    systems: &[System::Documents],
    plant: |policy| policy.codes.form = CodeForm::Repeated,
};
