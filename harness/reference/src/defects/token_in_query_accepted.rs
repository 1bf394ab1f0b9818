//! A convenience for downloads (RFC 6750 2.3) that puts tokens into every log.

use crate::{Defect, System, policy::Query};

pub const DEFECT: Defect = Defect {
    id: "token-in-query-accepted",
    summary: "a token in the query of an HTTP request is accepted",
    systems: &System::ALL,
    plant: |policy| policy.places.query = Query::Taken,
};
