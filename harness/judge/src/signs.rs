//! Reading raw facts: what came from the target, and how a connection ended.

use model::clean::{Clean, Redactor};
use model::observation::{Manner, Outcome};
use model::refusal::{Class, SocketRefusal};
use model::wire::{Answer, End, Fault, FrameKind, Raw, SeenFrame};

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

/// A 429 says by itself what it is (RFC 6585 4), declared or not.
pub fn undeclared(status: u16) -> Vec<Class> {
    if status == 429 {
        vec![Class::Limited]
    } else {
        Vec::new()
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
            Manner::Redirect(status, redactor.clean_octets(to))
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
    Outcome::Accepted(Clean::words(format!("{by}: {}", shortened(text, redactor))))
}

/// The beginning of a message, clean.
pub fn shortened(text: &[u8], redactor: &Redactor) -> Clean {
    let cleaned = redactor.clean_octets(text);
    Clean::words(cleaned.as_str().chars().take(160).collect::<String>())
}

/// It cannot be said, for a reason of ours.
pub fn unclear(why: &str) -> Outcome {
    Outcome::Unclear(Clean::words(why))
}
