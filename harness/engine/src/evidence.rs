//! Raw facts made clean and bounded, for the journal.

use model::clean::{Clean, Redactor};
use model::observation::{Evidence, SeenAnswer, SeenHop, SeenMessage, SentRequest, Text};
use model::wire::{Answer, End, Frame, FrameKind, Hop, Raw, Request};

use crate::digest::Digester;

/// Octets of a text that the journal keeps.
const KEPT_OCTETS: usize = 4_096;
/// Headers of one message that the journal keeps.
const KEPT_HEADERS: usize = 100;
/// Frames of one act that the journal keeps.
const KEPT_FRAMES: usize = 40;

/// The evidence of one act.
pub fn evidence(raw: &Raw, redactor: &Redactor, digester: &Digester) -> Evidence {
    let text = |octets: &[u8]| text(octets, redactor, digester);
    Evidence {
        request: raw
            .request
            .as_ref()
            .map(|request| sent(request, redactor, &text)),
        hops: raw.hops.iter().map(|hop| followed(hop, redactor)).collect(),
        answer: raw
            .answer
            .as_ref()
            .map(|answer| seen(answer, redactor, &text)),
        frames: raw
            .frames
            .iter()
            .take(KEPT_FRAMES)
            .map(|seen| SeenMessage {
                at_us: micros(seen.at),
                sent: seen.sent,
                kind: kind(&seen.frame),
                text: frame_text(&seen.frame, &text),
            })
            .collect(),
        more_frames: raw.frames.len().saturating_sub(KEPT_FRAMES) as u64,
        end: raw.end.as_ref().map(|end| ending(end, redactor)),
        fault: raw
            .fault
            .as_ref()
            .map(|fault| redactor.clean(&fault.to_string())),
        elapsed_us: micros(raw.elapsed),
    }
}

fn sent(request: &Request, redactor: &Redactor, text: &dyn Fn(&[u8]) -> Text) -> SentRequest {
    SentRequest {
        method: request.method.clone(),
        url: redactor.clean(&request.url),
        headers: headers(&request.headers, redactor),
        body: (!request.body.is_empty()).then(|| text(&request.body)),
    }
}

fn followed(hop: &Hop, redactor: &Redactor) -> SeenHop {
    SeenHop {
        method: hop.request.method.clone(),
        url: bounded(redactor.clean(&hop.request.url)).0,
        status: hop.answer.status,
    }
}

fn seen(answer: &Answer, redactor: &Redactor, text: &dyn Fn(&[u8]) -> Text) -> SeenAnswer {
    SeenAnswer {
        version: answer.version.to_owned(),
        status: answer.status,
        headers: headers(&answer.headers, redactor),
        body: (!answer.body.is_empty()).then(|| text(&answer.body)),
    }
}

fn headers(headers: &[(String, Vec<u8>)], redactor: &Redactor) -> Vec<(String, Clean)> {
    let left_out = headers.len().saturating_sub(KEPT_HEADERS);
    let more = (left_out > 0).then(|| {
        let how_many = Clean::words(format!("{left_out} more header(s)"));
        ("...".to_owned(), how_many)
    });
    headers
        .iter()
        .take(KEPT_HEADERS)
        .map(|(name, value)| {
            let value = redactor.clean_header(name, value);
            // A hostile target may put a secret into a name.
            let name = bounded(redactor.clean(name)).0;
            (name.to_string(), bounded(value).0)
        })
        .chain(more)
        .collect()
}

/// Cleaned whole, then cut: a cut before could leave half a secret that no longer matches.
fn text(octets: &[u8], redactor: &Redactor, digester: &Digester) -> Text {
    let (text, cut) = bounded(redactor.clean_octets(octets));
    Text {
        text,
        octets: cut.then_some(octets.len() as u64),
        digest: cut.then(|| digester.keyed(octets)),
    }
}

fn bounded(text: Clean) -> (Clean, bool) {
    if text.as_str().len() <= KEPT_OCTETS {
        return (text, false);
    }
    let mut end = KEPT_OCTETS;
    while !text.as_str().is_char_boundary(end) {
        end -= 1;
    }
    (Clean::words(&text.as_str()[..end]), true)
}

fn frame_text(frame: &Frame, text: &dyn Fn(&[u8]) -> Text) -> Text {
    match frame.kind {
        FrameKind::Close(code) => {
            let reason = text(&frame.payload);
            let text = format!("{code} {}", reason.text);
            Text {
                text: Clean::words(text.trim_end()),
                ..reason
            }
        }
        FrameKind::Octets => {
            let digits = frame.payload.iter().map(|octet| format!("{octet:02x}"));
            text(digits.collect::<String>().as_bytes())
        }
        _ => text(&frame.payload),
    }
}

fn kind(frame: &Frame) -> String {
    match frame.kind {
        FrameKind::Text => "text".to_owned(),
        FrameKind::Binary => "binary".to_owned(),
        FrameKind::Ping => "ping".to_owned(),
        FrameKind::Pong => "pong".to_owned(),
        FrameKind::Close(_) => "close".to_owned(),
        FrameKind::Spelled(bits) => bits.to_string(),
        FrameKind::Octets => "octets".to_owned(),
    }
}

/// How a socket ended, in words.
pub fn ending(end: &End, redactor: &Redactor) -> Clean {
    match end {
        End::Closed(1005, _) => Clean::words("closed by the target without a code"),
        End::Closed(code, reason) => {
            let reason = redactor.clean_octets(reason);
            Clean::words(format!("closed by the target: {code} {reason}").trim_end())
        }
        End::Dropped => Clean::words("dropped by the target without a close frame"),
        End::Violation(what) => {
            Clean::words(format!("protocol violated: {}", redactor.clean(what)))
        }
        End::HungUp => Clean::words("ended by us"),
    }
}

fn micros(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
