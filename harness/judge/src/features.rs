//! The features in which two answers can differ, for comparing probes with each other.

use indexmap::IndexMap;
use model::clean::Redactor;
use model::expectation::Feature;
use model::observation::{Manner, Outcome};
use model::wire::{End, Raw};

use crate::signs::received;

/// Headers that differ between any two answers.
const VOLATILE: &[&str] = &[
    "age",
    "cf-ray",
    "date",
    "request-id",
    "sec-websocket-accept",
    "server-timing",
    "traceparent",
    "tracestate",
    "x-amz-cf-id",
    "x-amzn-requestid",
    "x-amzn-trace-id",
    "x-correlation-id",
    "x-request-id",
    "x-response-time",
    "x-runtime",
    "x-trace-id",
];

/// Every feature of an act; long ones as `digest`, which must be keyed so that it reveals nothing.
pub fn features(
    raw: &Raw,
    outcome: &Outcome,
    redactor: &Redactor,
    digest: &dyn Fn(&[u8]) -> String,
) -> IndexMap<Feature, String> {
    let mut found = IndexMap::new();
    found.insert(Feature::Manner, manner(outcome));
    if let Some(answer) = &raw.answer {
        let mut headers: Vec<String> = answer
            .headers
            .iter()
            .filter(|(name, _)| !VOLATILE.contains(&name.to_ascii_lowercase().as_str()))
            .map(|(name, value)| line(name, value))
            .collect();
        let order: Vec<&str> = headers
            .iter()
            .filter_map(|line| line.split(':').next())
            .collect();
        found.insert(Feature::HeaderOrder, digest(order.join(",").as_bytes()));
        headers.sort();
        found.insert(Feature::Headers, digest(headers.join("\n").as_bytes()));
        found.insert(Feature::Status, answer.status.to_string());
        found.insert(Feature::Body, digest(&answer.body));
    }
    if let Some(End::Closed(code, reason)) = &raw.end {
        found.insert(Feature::Code, code.to_string());
        found.insert(
            Feature::Reason,
            redactor.clean_octets(reason).as_str().to_owned(),
        );
    }
    let frames: Vec<u8> = received(raw)
        .flat_map(|seen| {
            let length = (seen.frame.payload.len() as u64).to_be_bytes();
            length.into_iter().chain(seen.frame.payload.iter().copied())
        })
        .collect();
    found.insert(Feature::Frames, digest(&frames));
    found
}

/// A header as it is compared: what a cookie holds differs for any two visitors.
fn line(name: &str, value: &[u8]) -> String {
    let (name, value) = (name.to_ascii_lowercase(), String::from_utf8_lossy(value));
    let same = |attribute: &&str| !attribute.to_ascii_lowercase().starts_with("expires=");
    match value.split_once('=') {
        Some((cookie, rest)) if name == "set-cookie" => {
            let attributes = rest.split(';').skip(1).map(str::trim).filter(same);
            format!(
                "{name}: {cookie}; {}",
                attributes.collect::<Vec<_>>().join("; ")
            )
        }
        _ => format!("{name}: {value}"),
    }
}

/// The kind of manner alone: status, code and reason are features of their own.
fn manner(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Refused { manner, .. }
        | Outcome::Ended { manner, .. }
        | Outcome::Broken(manner) => match manner {
            Manner::Status(_) => "status",
            Manner::Redirect(..) => "redirect",
            Manner::Page(_) => "page",
            Manner::Handshake(_) => "handshake",
            Manner::Close(..) => "close",
            Manner::Message(_) => "message",
            Manner::Dropped => "dropped",
            Manner::Violation(_) => "violation",
        },
        Outcome::Accepted(_) => "accepted",
        Outcome::Gone(_) => "gone",
        Outcome::Quiet => "quiet",
        Outcome::Heard(_) => "heard",
        Outcome::Done => "done",
        Outcome::Unclear(_) => "unclear",
    }
    .to_owned()
}
