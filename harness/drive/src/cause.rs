//! What an error of reqwest means: it wraps those of hyper, h2, rustls and the system.

use std::error::Error;
use std::io;

use model::wire::{Fault, Phase};

use crate::error::{Stop, of_the_harness};
use crate::limits::Limits;
use crate::tls::explain_tls;

/// The request never left: the connection ended, or spoke, before it could.
pub(crate) fn unsent(error: &reqwest::Error) -> bool {
    std::iter::successors(error.source(), |error| (*error).source())
        .filter_map(|error| error.downcast_ref())
        .any(hyper::Error::is_canceled)
}

/// Why reqwest has no answer, or only half of one of which `octets` had come.
pub(crate) fn of(error: &reqwest::Error, tls: bool, octets: u64, limits: &Limits) -> Stop {
    let chain: Vec<_> = std::iter::successors(error.source(), |error| (*error).source()).collect();
    // An `io::Error` shows what it wraps to `get_ref`, not as its source.
    let inner = chain.iter().filter_map(|error| {
        let io: &io::Error = error.downcast_ref()?;
        io.get_ref().map(|inner| inner as &(dyn Error + 'static))
    });
    let all: Vec<_> = chain.iter().copied().chain(inner).collect();
    let io = all
        .iter()
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
