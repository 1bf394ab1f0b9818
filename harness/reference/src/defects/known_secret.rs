//! A development default for the signing secret that reaches production.

use crate::{Defect, System, policy::SecretSource};

pub const DEFECT: Defect = Defect {
    id: "known-secret",
    summary: "tokens are signed with the secret `dev-secret-key`",
    systems: &[
        System::Sessions,
        System::Assistant,
        System::Workspace,
        System::Documents,
    ],
    plant: |policy| policy.secret = SecretSource::WellKnown,
};
