//! What stands between us and the service: a mark that can be told, and an address past it in scope.

use model::target::Target;

use crate::fault::Faults;
use crate::matchers::{self, On};
use crate::target::services::check_address;
use crate::tree::Spot;

/// Checks `via`.
pub(crate) fn check(target: &Target, spot: Spot<'_>, faults: &mut Faults) {
    let Some(via) = &target.via else { return };
    let marker = spot.at("marker");
    matchers::matcher(&via.marker, marker, On::Response, faults);
    if via.marker.forbids() {
        faults
            .add(marker.key(), "what is not there marks nobody's answers")
            .cure("name something that only the service's own answers have, such as a header that it adds");
    }
    if let Some(direct) = &via.direct {
        let place = spot.at("direct").value();
        check_address(direct, place, &target.scope.hosts, faults);
    }
}
