//! A home-made URL pattern that stops at the first `@` and takes what is before it for the host.

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "origin-userinfo-parsed",
    summary: "the text between `://` and `@` is taken for the host of the Origin",
    systems: &[System::Sessions],
    plant: |policy| policy.origin = OriginCheck::UserinfoParsed,
};
