//! The key is taken from a certificate that the token leads to (RFC 8725 3.10).

use crate::{Defect, System, policy::HeaderUrl};

pub const DEFECT: Defect = Defect {
    id: "x5u-trusted",
    summary: "the certificate is fetched from the URL in `x5u`, and its key used",
    systems: &[System::Quiz],
    plant: |policy| policy.bearer.x5u = HeaderUrl::Trusted,
};
