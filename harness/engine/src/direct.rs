//! Past an intermediary: where it answered in place of the service, the service itself is asked at the
//! address that its owner gives. Only what may be sent twice is: the intermediary may have answered for
//! something that had arrived.

use model::matcher::Matcher;
use model::target::{Service, Target, Via};
use model::wire::{Job, Request};

use crate::carry::SAFE;

/// What the answers of this service have, and no others; only the first service has something before it.
pub fn marker<'t>(target: &'t Target, service: Option<&str>) -> Option<&'t Matcher> {
    let via = target.via.as_ref()?;
    let first = target.services.keys().next()?;
    service
        .is_none_or(|service| service == first)
        .then_some(&via.marker)
}

/// The same job at the service itself; `None` where that is not to be had.
pub fn directly(target: &Target, job: &Job) -> Option<Job> {
    let Via {
        direct: Some(direct),
        ..
    } = target.via.as_ref()?
    else {
        return None;
    };
    let (name, service) = target.services.first()?;
    let past = |request: &Request| {
        let ours = request.service == *name && SAFE.contains(&request.method.as_str());
        ours.then(|| moved(request, service, direct))?
    };
    match job {
        Job::Http(request) => Some(Job::Http(past(request)?)),
        Job::Open(opening) => {
            let mut opening = opening.clone();
            opening.request = past(&opening.request)?;
            Some(Job::Open(opening))
        }
        _ => None,
    }
}

/// The request at another address, under the name by which the service is known.
fn moved(request: &Request, service: &Service, direct: &str) -> Option<Request> {
    let (base, rest, direct) = match (
        behind(&service.http, &request.url),
        behind(&service.ws, &request.url),
    ) {
        (Some((base, rest)), _) => (base, rest, direct.to_owned()),
        (None, Some((base, rest))) => (base, rest, direct.replacen("http", "ws", 1)),
        (None, None) => return None,
    };
    let mut moved = request.clone();
    moved.url = format!("{}{rest}", direct.trim_end_matches('/'));
    let named = |(name, _): &(String, Vec<u8>)| name.eq_ignore_ascii_case("host");
    if !moved.headers.iter().any(named) {
        let (_, authority) = base.split_once("://")?;
        let authority = authority.split('/').next().unwrap_or_default();
        let host = ("Host".to_owned(), authority.as_bytes().to_vec());
        moved.headers.insert(0, host);
    }
    Some(moved)
}

/// An address without its slash, and what of a URL stands behind it.
fn behind<'a>(base: &'a Option<String>, url: &'a str) -> Option<(&'a str, &'a str)> {
    let base = base.as_deref()?.trim_end_matches('/');
    let rest = url.strip_prefix(base)?;
    rest.starts_with(['/', '?']).then_some((base, rest))
}
