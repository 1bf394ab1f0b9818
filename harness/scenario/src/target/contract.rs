//! The contract: statuses and codes that exist, origins as browsers write them, known names.

use model::refusal::{HttpRefusal, SocketRefusal};
use model::target::Target;
use url::Url;

use crate::fault::Faults;
use crate::matchers::{self, On};
use crate::region::Region;
use crate::target::{cookies, limits};
use crate::tree::Spot;

/// Checks the contract.
pub(crate) fn check(target: &Target, spot: Spot<'_>, faults: &mut Faults) {
    let contract = &target.contract;
    for (class, refusals) in &contract.refusals {
        let spot = spot.at("refusals").at(&class.to_string());
        http(&refusals.http, spot.at("http"), faults);
        ws(&refusals.ws, spot.at("ws"), faults);
    }
    for (cause, manners) in &contract.endings {
        ws(manners, spot.at("endings").at(cause), faults);
    }
    for name in contract.tokens.claims.keys() {
        known(target, name, spot.at("tokens").at(name).key(), faults);
    }
    for name in contract.lifetimes.keys().filter(|name| *name != "leeway") {
        known(target, name, spot.at("lifetimes").at(name).key(), faults);
    }
    cookies::check(target, spot.at("cookies"), faults);
    limits::check(target, spot.at("limits"), faults);
    if let Some(origins) = &contract.origins {
        let spot = spot.at("origins").at("allowed");
        for (index, origin) in origins.allowed.iter().enumerate() {
            serialised_origin(origin, spot.item(index).value(), faults);
        }
    }
    if let Some(hosts) = &contract.hosts {
        let spot = spot.at("hosts").at("allowed");
        for (index, host) in hosts.allowed.iter().enumerate() {
            let port = host.rsplit_once(':').is_some_and(|(name, port)| {
                !name.contains(':') && port.bytes().all(|byte| byte.is_ascii_digit())
            });
            if port || host.contains('/') {
                faults
                    .add(
                        spot.item(index).value(),
                        "a host name stands without scheme, port and path",
                    )
                    .cure("write the name or address alone");
            }
        }
    }
}

fn known(target: &Target, credential: &str, place: Region, faults: &mut Faults) {
    if !target.credentials.contains_key(credential) {
        let all = target.credentials.keys().map(String::as_str);
        faults.unknown(place, "credential", credential, all);
    }
}

/// Checks refusals by HTTP.
pub(crate) fn http(manners: &[HttpRefusal], spot: Spot<'_>, faults: &mut Faults) {
    for (index, manner) in manners.iter().enumerate() {
        http_one(manner, spot.item(index), faults);
    }
}

fn http_one(manner: &HttpRefusal, spot: Spot<'_>, faults: &mut Faults) {
    if manner.status.is_empty() {
        faults.add(spot.at("status").value(), "the list of statuses is empty");
    }
    for (index, code) in manner.status.iter().enumerate() {
        status(*code, spot.at("status").item(index).value(), faults);
    }
    if let Some(matcher) = &manner.matcher {
        matchers::matcher(matcher, spot.at("match"), On::Response, faults);
    }
}

fn ws(manners: &[SocketRefusal], spot: Spot<'_>, faults: &mut Faults) {
    for (index, manner) in manners.iter().enumerate() {
        let spot = spot.item(index);
        match manner {
            SocketRefusal::Handshake(manner) => {
                let spot = spot.at("handshake");
                http_one(manner, spot, faults);
                for (index, code) in manner.status.iter().enumerate() {
                    if *code == 101 {
                        let place = spot.at("status").item(index).value();
                        faults.add(place, "101 accepts a handshake");
                    }
                }
            }
            SocketRefusal::Close(close) => {
                let place = spot.at("close").at("code").value();
                if !(1000..=4999).contains(&close.code) {
                    faults
                        .add(place, format!("{} is no close code", close.code))
                        .cure("close codes are 1000 to 4999 (RFC 6455 7.4)");
                }
            }
            SocketRefusal::Message(matcher) => {
                matchers::matcher(matcher, spot.at("message"), On::Message, faults);
            }
            SocketRefusal::Dropped => {}
        }
    }
}

/// Notes when this is no HTTP status code (RFC 9110 15).
pub(crate) fn status(code: u16, place: Region, faults: &mut Faults) {
    if !(100..=599).contains(&code) {
        faults
            .add(place, format!("{code} is no HTTP status"))
            .cure("statuses are 100 to 599 (RFC 9110 15)");
    }
}

fn serialised_origin(origin: &str, place: Region, faults: &mut Faults) {
    let serialised = Url::parse(origin)
        .ok()
        .map(|url| url.origin().ascii_serialization());
    match serialised {
        Some(serialised) if serialised == origin && origin != "null" => {}
        Some(serialised) if serialised != "null" => {
            faults
                .add(place, "this is not how a browser writes the origin")
                .cure(format!(
                    "write {serialised}: scheme, host and port alone (RFC 6454 6.2)"
                ));
        }
        _ => {
            faults.add(place, "this is no origin").cure(
                "write scheme, host and port alone, as in https://app.example (RFC 6454 6.2)",
            );
        }
    }
}
