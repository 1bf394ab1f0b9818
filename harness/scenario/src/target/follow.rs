//! Redirects that an operation follows: how far.

use model::operation::Operation;
use model::target::Target;
use url::Url;

use crate::fault::Faults;
use crate::tree::Spot;

/// Checks what is followed.
pub(super) fn check(target: &Target, operation: &Operation, spot: Spot<'_>, faults: &mut Faults) {
    let Some(follow) = &operation.follow else {
        return;
    };
    let spot = spot.at("follow");
    if follow.within.is_none() && follow.until.is_none() {
        faults
            .add(spot.key(), "it is not said how far redirects are followed")
            .cure("write { within: SERVICE }, or { until: \"http://…\" } for one that is not fetched itself");
    }
    if follow.within.is_some() && follow.until.is_some() {
        faults
            .add(spot.at("until").key(), "a second end")
            .also(spot.at("within").key(), "the first")
            .cure("redirects are followed within a service, or until an address: leave one out");
    }
    if let Some(within) = &follow.within {
        let place = spot.at("within").value();
        match target.services.get(within) {
            None => {
                let known = target.services.keys().map(String::as_str);
                faults.unknown(place, "service", within, known);
            }
            Some(service) if service.http.is_none() => {
                faults.add(place, format!("service `{within}` has no address `http`"));
            }
            Some(_) => {}
        }
    }
    let until = follow
        .until
        .as_ref()
        .filter(|until| !until.0.starts_with("${"));
    if let Some(until) = until {
        // What follows a reference does not matter here: it may stand anywhere behind the host.
        let plain = until.0.split("${").next().unwrap_or_default();
        let url = Url::parse(plain).ok();
        if !url.is_some_and(|url| ["http", "https"].contains(&url.scheme()) && url.has_host()) {
            faults
                .add(spot.at("until").value(), "this is no address")
                .cure("write it whole, as in http://127.0.0.1:3000/callback; its query does not count");
        }
    }
}
