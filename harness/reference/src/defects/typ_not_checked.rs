//! Tokens of every kind of one issuer are signed with one key (RFC 8725 3.11).

use crate::{Defect, System, policy::Check};

pub const DEFECT: Defect = Defect {
    id: "typ-not-checked",
    summary: "a token whose header says that it is of another kind is accepted",
    systems: &[System::Quiz],
    plant: |policy| policy.bearer.typ = Check::Skipped,
};
