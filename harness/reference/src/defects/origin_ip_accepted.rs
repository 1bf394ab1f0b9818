//! IP literals waved through for phones in the local network (webpack-dev-server before 5.2.1).

use crate::{Defect, System, policy::OriginCheck};

pub const DEFECT: Defect = Defect {
    id: "origin-ip-accepted",
    summary: "every Origin whose host is an IP address is accepted",
    systems: &[System::Sessions],
    plant: |policy| policy.origin = OriginCheck::IpAccepted,
};
