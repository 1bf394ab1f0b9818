//! A dependency that makes the token optional and falls back to a default user, as a guard left in
//! from development does.

use crate::{Defect, System, policy::Missing};

pub const DEFECT: Defect = Defect {
    id: "token-missing-accepted",
    summary: "an HTTP request without a token is served as alice",
    // Users of `documents` are made up: whom it takes them for is none of them.
    systems: &[
        System::Sessions,
        System::Assistant,
        System::Workspace,
        System::Quiz,
    ],
    plant: |policy| policy.bearer.missing = Missing::Served,
};
