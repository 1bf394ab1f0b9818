//! A wildcard for subdomains that nobody asked for: a taken-over one speaks for the application.

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "origin-subdomain-match",
    summary: "any subdomain of the allowed host is accepted",
    systems: &[System::Sessions],
    plant: |policy| policy.origin = OriginCheck::Subdomain,
};
