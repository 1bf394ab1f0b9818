//! Treating a valid signature as the whole proof, with a default where `sub` is missing.

use crate::{Defect, System, policy::EmptyClaims};

pub const DEFECT: Defect = Defect {
    id: "empty-claims-accepted",
    summary: "a well-signed token without any claim is served as alice",
    // Users of `documents` are made up: whom it takes them for is none of them.
    systems: &[
        System::Sessions,
        System::Assistant,
        System::Workspace,
        System::Quiz,
    ],
    plant: |policy| policy.bearer.empty_claims = EmptyClaims::ServedAsAlice,
};
