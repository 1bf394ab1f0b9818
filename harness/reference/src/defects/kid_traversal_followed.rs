//! Keys kept as files, and `kid` taken for a path without a look (RFC 8725 3.10).

use crate::{Defect, System, policy::KeySource};

pub const DEFECT: Defect = Defect {
    id: "kid-traversal-followed",
    summary: "the key is read from the file that `kid` names",
    systems: &[
        System::Sessions,
        System::Assistant,
        System::Workspace,
        System::Documents,
    ],
    plant: |policy| policy.bearer.key = KeySource::KidPath,
};
