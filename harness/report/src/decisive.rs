//! What kept a case from a verdict: the act to look at, and what to look for there.

use model::observation::{Evidence, Observation, Outcome};
use model::plan::Tag;

use crate::case::CaseView;

/// The act on which the reason of an undecided case rests; `None` when nothing was exchanged.
pub(crate) fn decisive(case: &CaseView) -> Option<&Observation> {
    let seen = || case.seen().iter().map(|seen| &seen.observation);
    let told = |seen: &&Observation| is_told(&seen.evidence);
    let failed = seen().filter(told).rfind(|seen| !stood(seen));
    let unclear = || {
        let mut probes = seen().filter(told);
        probes.find(|seen| matches!(seen.outcome, Outcome::Unclear(_) | Outcome::Gone(_)))
    };
    failed.or_else(unclear).or_else(|| seen().rfind(told))
}

/// What a reader may try when the target was not ready.
pub(crate) const NOT_READY: &str = "is the target running, are host and port right, and http or \
    https? Does the operation that `ready` names in the target file answer without a login?";

/// What a reader may try, by what the target answered to a request that had to be accepted (or, sent
/// by nobody, refused).
pub(crate) fn hint(seen: &Observation) -> Option<&'static str> {
    if stood(seen) {
        return None;
    }
    let evidence = &seen.evidence;
    let status = evidence.answer.as_ref().map(|answer| answer.status);
    Some(match (&seen.tag, status) {
        (Tag::ControlRefused, _) => {
            "nobody is logged in here, and was served: does this operation need a login at all?"
        }
        (_, None) => "is the target running, are host and port right, and is it http or https?",
        (_, Some(101)) => {
            "the socket opened, but what proves it did not come: is the `proof` right, and is the \
             message that asks for it?"
        }
        (_, Some(200..=299)) => {
            "it answered, but the proof is not in the answer: is the `proof` right, or the path of \
             an output?"
        }
        (_, Some(300..=399)) => {
            "it leads elsewhere, mostly to a page for logging in: is the path right (with or \
             without a slash at its end), and the credential?"
        }
        (_, Some(401)) => {
            "is the password or token right and not expired, and does it stand where the target \
             looks for it?"
        }
        (_, Some(403)) if is_handshake(evidence) => {
            "is the token right, and does the target want an Origin that it knows \
             (`contract.origins.allowed`)?"
        }
        (_, Some(403)) => "is the credential right, and may this user do it?",
        (_, Some(404 | 405 | 410)) => "is the path of the operation right, and its method?",
        (_, Some(400 | 411..=426)) => {
            "does the request have the shape that the target wants: JSON or form, all fields, their \
             names?"
        }
        (_, Some(429)) => "a limit of the target came first: wait, or run fewer checks at once",
        (_, Some(_)) => "the target failed: its own log says why",
    })
}

/// Whether an act that is no probe came out as it had to.
fn stood(seen: &Observation) -> bool {
    match (&seen.tag, &seen.outcome) {
        (Tag::Probe(_), _) => true,
        (Tag::ControlRefused, outcome) => matches!(outcome, Outcome::Refused { .. }),
        (Tag::Control | Tag::Setup, outcome) => {
            matches!(outcome, Outcome::Accepted(_) | Outcome::Done)
        }
    }
}

fn is_told(evidence: &Evidence) -> bool {
    evidence.request.is_some() || evidence.fault.is_some() || !evidence.frames.is_empty()
}

fn is_handshake(evidence: &Evidence) -> bool {
    let request = evidence.request.as_ref();
    request.is_some_and(|request| {
        let url = request.url.as_str();
        url.starts_with("ws://") || url.starts_with("wss://")
    })
}
