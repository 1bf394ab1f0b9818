//! Requests that are spelled out: a method and a path, or every octet; one body; and a proof.

use model::operation::Proof;
use model::step::{Http, Octets};

use crate::fault::Faults;
use crate::matchers::{self, On};
use crate::region::Region;
use crate::tree::Spot;

/// Fields that say what is sent; `raw` stands for all of them.
const FIELDS: &[&str] = &["method", "path", "query", "headers", "json", "form", "text"];

/// Checks a step `http`.
pub(crate) fn check(http: &Http, spot: Spot<'_>, faults: &mut Faults) {
    match &http.raw {
        Some(raw) => octets(raw, spot, faults),
        None => request(http, spot, faults),
    }
    for (name, output) in &http.capture {
        matchers::output(output, spot.at("capture").at(name), On::Response, faults);
    }
    if let Some(proof) = &http.proof {
        proved(proof, spot.at("proof"), faults);
    }
    let proof = http.proof.as_ref();
    let proof = proof.is_some_and(|proof| proof.status.is_some() || !proof.matcher.is_empty());
    if !proof && http.capture.is_empty() {
        faults
            .add(spot.key(), "nothing proves that this request was accepted")
            .cure("add a `proof` that only an accepted request can give, or `capture` something");
    }
}

fn octets(raw: &Octets, spot: Spot<'_>, faults: &mut Faults) {
    if let Some(field) = FIELDS.iter().find(|field| spot.at(field).is_there()) {
        faults
            .add(
                spot.at(field).key(),
                format!("`{field}` stands beside `raw`"),
            )
            .also(spot.at("raw").key(), "every octet stands here")
            .cure("write it into the octets, or leave `raw` out");
    }
    let raw_spot = spot.at("raw");
    match raw {
        Octets::Bytes(text) if text.0.is_empty() => {
            faults.add(raw_spot.at("bytes").value(), "nothing is sent");
        }
        Octets::Bytes(_) => {}
        Octets::Hex(digits) if digits.is_empty() => {
            faults.add(raw_spot.at("hex").value(), "nothing is sent");
        }
        Octets::Hex(digits) => matchers::hexadecimal(digits, raw_spot.at("hex").value(), faults),
    }
}

fn request(http: &Http, spot: Spot<'_>, faults: &mut Faults) {
    for (field, there) in [
        ("method", http.method.is_some()),
        ("path", http.path.is_some()),
    ] {
        if !there {
            faults
                .add(spot.key(), format!("the request has no `{field}`"))
                .cure("write `method` and `path`, or every octet as `raw`");
        }
    }
    if let Some(path) = &http.path
        && !path.0.starts_with('/')
        && !path.0.starts_with("${")
    {
        faults
            .add(spot.at("path").value(), "a path begins with a slash")
            .cure("the address of the service stands before it");
    }
    let bodies: Vec<Region> = ["json", "form", "text"]
        .iter()
        .filter(|body| spot.at(body).is_there())
        .map(|body| spot.at(body).key())
        .collect();
    if let [first, second, ..] = bodies[..] {
        faults.add(second, "a second body").also(first, "the first");
    }
}

fn proved(proof: &Proof, spot: Spot<'_>, faults: &mut Faults) {
    if let Some(status) = proof.status {
        crate::target::status(status, spot.at("status").value(), faults);
    }
    if proof.answers.is_some() {
        faults.add(
            spot.at("answers").key(),
            "only a socket answers an operation",
        );
    }
    if !proof.matcher.is_empty() {
        matchers::matcher(&proof.matcher, spot, On::Response, faults);
    }
}
