//! The certificate is judged only after it was fetched: the token sends the server anywhere.

use crate::{Defect, System, policy::HeaderUrl};

pub const DEFECT: Defect = Defect {
    id: "x5u-fetched",
    summary: "the URL in `x5u` is fetched, although its certificate is not used",
    systems: &System::ALL,
    plant: |policy| policy.bearer.x5u = HeaderUrl::Fetched,
};
