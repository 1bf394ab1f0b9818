//! One signing key for all kinds of token, and nobody compares the `type` claim.

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "wrong-type-accepted",
    summary: "a token of another type, say a refresh token, is accepted as an access token",
    systems: &System::ALL,
    plant: |policy| policy.bearer.token_type = Check::Skipped,
};
