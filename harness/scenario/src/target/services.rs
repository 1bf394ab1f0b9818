//! Services: addresses that parse, inside the scope; and what names a service or is ready.

use model::operation::Action;
use model::target::Target;
use url::Url;

use crate::fault::Faults;
use crate::region::Region;
use crate::tree::Spot;

/// Checks services, scope and readiness.
pub(crate) fn check(target: &Target, top: Spot<'_>, faults: &mut Faults) {
    let services = top.at("services");
    if target.services.is_empty() {
        faults
            .add(services.key(), "a target needs a service")
            .cure("name one: services: { app: { http: \"http://127.0.0.1:8000\" } }");
    }
    for (name, service) in &target.services {
        let spot = services.at(name);
        if service.http.is_none() && service.ws.is_none() {
            faults
                .add(spot.key(), format!("service `{name}` has no address"))
                .cure("write `http:`, `ws:` or both");
        }
        for (field, address) in [("http", &service.http), ("ws", &service.ws)] {
            if let Some(address) = address {
                let place = spot.at(field).value();
                check_address(address, place, &target.scope.hosts, faults);
            }
        }
    }
    if let Some(ready) = &target.ready {
        let place = top.at("ready").at("op").value();
        known_operation(target, &ready.op, place, faults);
    }
    for (name, operation) in &target.operations {
        let spot = top.at("operations").at(name);
        if let Some(at) = &operation.at
            && !target.services.contains_key(at)
        {
            let known = target.services.keys().map(String::as_str);
            faults.unknown(spot.at("at").value(), "service", at, known);
            continue;
        }
        let Some((service_name, service)) = target.service(operation.at.as_deref()) else {
            continue;
        };
        let missing = match operation.action() {
            Some(Action::Http(..)) if service.http.is_none() => "http",
            Some(Action::Socket(_)) if service.ws.is_none() => "ws",
            _ => continue,
        };
        faults
            .add(
                spot.key(),
                format!("`{name}` needs an address `{missing}` of service `{service_name}`"),
            )
            .also(
                services.at(service_name).key(),
                format!("has no `{missing}`"),
            );
    }
}

/// Notes when no operation has this name.
pub(crate) fn known_operation(target: &Target, name: &str, place: Region, faults: &mut Faults) {
    if !target.operations.contains_key(name) {
        let known = target.operations.keys().map(String::as_str);
        faults.unknown(place, "operation", name, known);
    }
}

/// Checks an address: it parses, holds nothing but host, port and path, and is in scope.
pub(crate) fn check_address(address: &str, place: Region, hosts: &[String], faults: &mut Faults) {
    let url = match Url::parse(address) {
        Ok(url) => url,
        Err(error) => {
            faults.add(place, format!("this address does not parse: {error}"));
            return;
        }
    };
    if !url.username().is_empty() || url.password().is_some() {
        faults.add(place, "an address holds no user or password");
    }
    if url.query().is_some() || url.fragment().is_some() {
        faults
            .add(place, "an address has no query or fragment")
            .cure("write the query in the operation");
    }
    if address.ends_with('/') {
        faults
            .add(place, "an address ends without a slash")
            .cure("paths of operations begin with one");
    }
    if let Some(host) = host(address)
        && !in_scope(hosts, &host)
    {
        beyond(&host, place, faults);
    }
}

/// Notes that a host is not in scope.
pub(crate) fn beyond(host: &str, place: Region, faults: &mut Faults) {
    faults
        .add(place, format!("host `{host}` is not in scope"))
        .cure("list it under `scope.hosts`: nothing is sent to any other host");
}

/// The host of an address, IPv6 without brackets.
pub(crate) fn host(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let host = url.host_str()?;
    Some(bare(host).to_owned())
}

/// True when the scope lists this host, in any case, IPv6 with or without brackets.
pub(crate) fn in_scope(hosts: &[String], host: &str) -> bool {
    hosts
        .iter()
        .any(|listed| bare(listed).eq_ignore_ascii_case(bare(host)))
}

fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}
