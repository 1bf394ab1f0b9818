//! Reading raw facts: what came from the target, and how a connection ended.

use model::clean::{Clean, Redactor};
use model::observation::{Manner, Outcome};
use model::refusal::{Class, SocketRefusal};
use model::wire::{Answer, End, Fault, FrameKind, OVER_LIMIT, Raw, SeenFrame};

use crate::phrases::shortened;

/// Characters that are kept of where a redirect leads.
const ADDRESS: usize = 400;
/// Characters that are quoted of a message.
const QUOTED: usize = 160;

/// Data frames that came from the target.
pub fn received(raw: &Raw) -> impl Iterator<Item = &SeenFrame> {
    raw.frames
        .iter()
        .filter(|seen| !seen.sent && matches!(seen.frame.kind, FrameKind::Text | FrameKind::Binary))
}

/// Their payloads.
pub fn messages(raw: &Raw) -> impl Iterator<Item = &Vec<u8>> {
    received(raw).map(|seen| &seen.frame.payload)
}

/// Some answers say by themselves what they are, declared or not: 429 (RFC 6585 4), and 503 with the
/// time to come back (RFC 9110 15.6.4). A 503 without one may as well be a crash behind a proxy.
pub fn undeclared(answer: &Answer) -> Vec<Class> {
    let comes_back = answer.header("retry-after").next().is_some();
    match answer.status {
        429 => vec![Class::Limited],
        503 if comes_back => vec![Class::Unavailable],
        _ => Vec::new(),
    }
}

/// And some close codes (IANA): service restart, try again later.
pub fn undeclared_end(end: &End) -> Vec<Class> {
    match end {
        End::Closed(1012 | 1013, _) => vec![Class::Unavailable],
        _ => Vec::new(),
    }
}

/// What a target did that broke a limit of ours, and nothing of its own.
pub fn over_limit(end: &End) -> Option<&str> {
    match end {
        End::Violation(what) if what.starts_with(OVER_LIMIT) => Some(what),
        _ => None,
    }
}

/// Each class once, in order.
pub fn unique(classes: impl Iterator<Item = Class>) -> Vec<Class> {
    let mut found: Vec<Class> = classes.collect();
    found.sort();
    found.dedup();
    found
}

/// Whether a connection ended in this manner.
pub fn end_is(how: &SocketRefusal, end: &End) -> bool {
    match (how, end) {
        (SocketRefusal::Close(close), End::Closed(code, reason)) => {
            close.code == *code
                && close
                    .reason
                    .as_ref()
                    .is_none_or(|wanted| wanted.as_bytes() == reason.as_slice())
        }
        (SocketRefusal::Dropped, End::Dropped) => true,
        _ => false,
    }
}

/// The manner of an end, unless it was ours.
pub fn end_manner(end: &End, redactor: &Redactor) -> Option<Manner> {
    match end {
        End::Closed(code, reason) => Some(Manner::Close(*code, redactor.clean_octets(reason))),
        End::Dropped => Some(Manner::Dropped),
        End::Violation(what) => Some(Manner::Violation(redactor.clean(what))),
        End::HungUp => None,
    }
}

/// The manner of an HTTP response that is no acceptance.
pub fn http_manner(answer: &Answer, redactor: &Redactor) -> Manner {
    match answer.status {
        status @ 300..=399 => {
            let to = answer.header("location").next().unwrap_or_default();
            Manner::Redirect(status, shortened(&redactor.clean_octets(to), ADDRESS))
        }
        status @ 200..=299 => Manner::Page(status),
        status => Manner::Status(status),
    }
}

/// What no answer means: mostly nothing, but a connection that stood and was ended without a word
/// is a manner of refusal.
pub fn no_answer(raw: &Raw, redactor: &Redactor) -> Outcome {
    match &raw.fault {
        Some(Fault::Cut { octets: 0 }) => Outcome::Refused {
            manner: Manner::Dropped,
            declared: Vec::new(),
        },
        Some(fault) => fault_outcome(fault, redactor),
        None => unclear("no answer"),
    }
}

/// A fault is never a verdict.
pub fn fault_outcome(fault: &Fault, redactor: &Redactor) -> Outcome {
    Outcome::Unclear(redactor.clean(&fault.to_string()))
}

/// Accepted, with the message that proves it.
pub fn accepted(by: &str, text: &[u8], redactor: &Redactor) -> Outcome {
    Outcome::Accepted(Clean::words(format!(
        "{by}: {}",
        shortened_text(text, redactor)
    )))
}

/// The beginning of a message, clean.
pub fn shortened_text(text: &[u8], redactor: &Redactor) -> Clean {
    shortened(&redactor.clean_octets(text), QUOTED)
}

/// It cannot be said, for a reason of ours.
pub fn unclear(why: &str) -> Outcome {
    Outcome::Unclear(Clean::words(why))
}
