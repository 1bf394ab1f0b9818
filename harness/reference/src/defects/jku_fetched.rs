//! The key is compared with the own ones, and only after it was fetched: the token sends the server
//! anywhere.

use crate::{Defect, System, policy::HeaderUrl};

pub const DEFECT: Defect = Defect {
    id: "jku-fetched",
    summary: "the URL in `jku` is fetched, although its key is not used",
    systems: &System::ALL,
    plant: |policy| policy.bearer.jku = HeaderUrl::Fetched,
};
