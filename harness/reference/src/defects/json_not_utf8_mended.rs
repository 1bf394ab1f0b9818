//! Octets are made a text before they are read, and what is no UTF-8 is replaced.

use crate::{Defect, System, policy::JsonText};

pub const DEFECT: Defect = Defect {
    id: "json-not-utf8-mended",
    summary: "a body whose octets are no UTF-8 is mended and taken",
    systems: &[System::Workspace, System::Quiz, System::Documents],
    plant: |policy| policy.json.text = JsonText::Mended,
};
