//! Libraries that take the key from the header of the very token (RFC 8725 2.1, CVE-2018-0114).

use crate::{Defect, System, policy::KeySource};

pub const DEFECT: Defect = Defect {
    id: "embedded-jwk-trusted",
    summary: "a token signed with the key in its own header is accepted",
    systems: &System::ALL,
    plant: |policy| policy.bearer.key = KeySource::HeaderJwk,
};
