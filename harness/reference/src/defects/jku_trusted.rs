//! Keys are looked up where the token says (RFC 8725 3.10).

use crate::{Defect, System, policy::HeaderUrl};

pub const DEFECT: Defect = Defect {
    id: "jku-trusted",
    summary: "the key is fetched from the URL in `jku`",
    systems: &System::ALL,
    plant: |policy| policy.bearer.jku = HeaderUrl::Trusted,
};
