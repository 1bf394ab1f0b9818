//! A stream parser is asked for one value and not for the end.

use crate::{Defect, System, policy::JsonText};

pub const DEFECT: Defect = Defect {
    id: "json-first-value-read",
    summary: "of a body or message the first JSON value is taken, whatever follows it",
    systems: &[
        System::Sessions,
        System::Workspace,
        System::Quiz,
        System::Documents,
    ],
    plant: |policy| policy.json.text = JsonText::First,
};
