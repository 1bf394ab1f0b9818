//! A binder that fills an object from an array of one.

use crate::{Defect, System, policy::JsonText};

pub const DEFECT: Defect = Defect {
    id: "json-array-unwrapped",
    summary: "an array with one object passes as that object",
    systems: &[
        System::Sessions,
        System::Workspace,
        System::Quiz,
        System::Documents,
    ],
    plant: |policy| policy.json.text = JsonText::Unwrapped,
};
