//! What an error of reqwest means: it wraps those of hyper, h2, rustls and the system.

use std::error::Error;
use std::io;

use model::wire::{Fault, Phase};

use crate::error::{Stop, of_the_harness};
use crate::limits::Limits;
use crate::tls::explain_tls;

/// The request never left: the connection ended, or spoke, before it could.
pub(crate) fn unsent(error: &reqwest::Error) -> bool {
    chain(error)
        .filter_map(|error| error.downcast_ref())
        .any(hyper::Error::is_canceled)
}

/// Why reqwest has no answer, or only half of one of which `octets` had come.
pub(crate) fn of(error: &reqwest::Error, tls: bool, octets: u64, limits: &Limits) -> Stop {
    let all: Vec<_> = chain(error).collect();
    // The innermost is the system's own.
    let io = all
        .iter()
        .rev()
        .find_map(|error| error.downcast_ref::<io::Error>());
    let text = |otherwise: &str| match all.last() {
        Some(error) => error.to_string(),
        None => otherwise.to_owned(),
    };
    if let Some(error) = all.iter().find_map(|error| error.downcast_ref()) {
        return Fault::Tls(explain_tls(error)).into();
    }
    if let Some(ours) = io.and_then(of_the_harness) {
        return ours.into();
    }
    if error.is_dns() {
        return Fault::Unresolved(text("unknown")).into();
    }
    if error.is_connect() {
        return connecting(error, io, tls, limits).into();
    }
    if let Some(error) = all
        .iter()
        .find_map(|error| error.downcast_ref::<hyper::Error>())
    {
        if error.is_parse_too_large() {
            return Fault::HeadTooLarge(limits.head_octets).into();
        }
        if error.is_parse() {
            return Fault::NotHttp(text("unreadable")).into();
        }
    }
    let wrong_coding = |error: &io::Error| {
        matches!(
            error.kind(),
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData
        )
    };
    // h2 says `detected` where the target broke HTTP/2, and `received` where it gave up.
    let said = text("unreadable");
    match io.is_some_and(wrong_coding) || said.contains("error detected") {
        true => Fault::NotHttp(said).into(),
        false => Fault::Cut { octets }.into(),
    }
}

/// What an error wraps, outermost first.
fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |error| wrapped(*error))
}

fn wrapped<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    // An `io::Error` shows what it wraps to `get_ref`, and the source of that as its own.
    match error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

fn connecting(error: &reqwest::Error, io: Option<&io::Error>, tls: bool, limits: &Limits) -> Fault {
    use io::ErrorKind as Kind;
    if error.is_timeout() {
        let (phase, limit) = (Phase::Connection, limits.connect);
        return Fault::TimedOut { phase, limit };
    }
    let Some(io) = io else {
        return Fault::Unreachable("the address cannot be used".to_owned());
    };
    match io.kind() {
        Kind::UnexpectedEof | Kind::ConnectionReset | Kind::BrokenPipe if tls => {
            Fault::Tls(crate::tls::explain(io))
        }
        _ => Fault::Unreachable(io.to_string()),
    }
}
