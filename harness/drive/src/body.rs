//! The body of an HTTP/1 answer, read by ourselves within the limits (RFC 9112 6.3).

use model::wire::{Answer, Fault, Phase, Raw};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::timeout;

use crate::chunked::Chunked;
use crate::intake::{CHUNK, Head};
use crate::limits::Limits;

/// How the end of a body is known.
#[derive(Debug)]
enum Framing {
    Length(u64),
    Chunked(Chunked),
    UntilEnd,
}

/// How an answer to this method ends; an error says what is wrong with its headers.
fn framing(method: &str, answer: &Answer) -> Result<Framing, String> {
    if method == "HEAD" || matches!(answer.status, 100..200 | 204 | 304) {
        return Ok(Framing::Length(0));
    }
    let codings: Vec<_> = answer.header("transfer-encoding").collect();
    if let Some(last) = codings.last() {
        let chunked = last
            .rsplit(|octet| *octet == b',')
            .next()
            .is_some_and(|coding| coding.trim_ascii().eq_ignore_ascii_case(b"chunked"));
        return Ok(match chunked {
            true => Framing::Chunked(Chunked::default()),
            false => Framing::UntilEnd,
        });
    }
    let mut lengths = answer
        .header("content-length")
        .flat_map(|value| value.split(|octet| *octet == b','))
        .map(<[u8]>::trim_ascii);
    let Some(first) = lengths.next() else {
        return Ok(Framing::UntilEnd);
    };
    if lengths.any(|other| other != first) {
        return Err("it has several content lengths".to_owned());
    }
    let digits = first.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(first)
        .ok()
        .filter(|_| digits)
        .and_then(|length| length.parse().ok())
        .map(Framing::Length)
        .ok_or_else(|| "its content length is no number".to_owned())
}

/// Reads the body that follows a head into `raw`: what came in time and within the limits, and the fault
/// if that is not all of it.
pub(crate) async fn receive<R>(
    reader: &mut R,
    head: Head,
    method: &str,
    limits: &Limits,
    raw: &mut Raw,
) where
    R: AsyncRead + Unpin,
{
    let mut framing = framing(method, &head.answer);
    let answer = raw.answer.insert(head.answer);
    let reading = async {
        let framing = framing
            .as_mut()
            .map_err(|why| Fault::NotHttp(why.clone()))?;
        let mut chunk = head.rest;
        let mut octets = head.octets as u64;
        loop {
            octets += chunk.len() as u64;
            let whole = feed(framing, &chunk, &mut answer.body).map_err(Fault::NotHttp)?;
            if answer.body.len() > limits.body_octets {
                answer.body.truncate(limits.body_octets);
                answer.cut = true;
                return Ok(());
            }
            if whole {
                return Ok(());
            }
            chunk.clear();
            match reader.take(CHUNK as u64).read_buf(&mut chunk).await {
                Ok(0) if matches!(framing, Framing::UntilEnd) => return Ok(()),
                Ok(0) | Err(_) => return Err(Fault::Cut { octets }),
                Ok(_) => {}
            }
        }
    };
    raw.fault = match timeout(limits.body, reading).await {
        Ok(outcome) => outcome.err(),
        Err(_) => Some(Fault::TimedOut {
            phase: Phase::Body,
            limit: limits.body,
        }),
    };
}

/// Takes the next octets; true when the body is whole.
fn feed(framing: &mut Framing, octets: &[u8], body: &mut Vec<u8>) -> Result<bool, String> {
    match framing {
        Framing::UntilEnd => {
            body.extend_from_slice(octets);
            Ok(false)
        }
        Framing::Chunked(chunked) => chunked.feed(octets, body),
        Framing::Length(left) => {
            let now = octets
                .len()
                .min(usize::try_from(*left).unwrap_or(usize::MAX));
            body.extend_from_slice(&octets[..now]);
            *left -= now as u64;
            Ok(*left == 0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(method: &str, status: u16, headers: &[(&str, &str)]) -> Result<Framing, String> {
        let owned = |(name, value): &(&str, &str)| ((*name).into(), value.as_bytes().to_vec());
        let answer = Answer {
            version: "HTTP/1.1",
            status,
            headers: headers.iter().map(owned).collect(),
            body: Vec::new(),
            cut: false,
        };
        framing(method, &answer)
    }

    #[test]
    fn the_end_is_found_as_rfc_9112_says() {
        let length = ("Content-Length", "5");
        let chunked = ("transfer-encoding", "gzip, Chunked");
        assert!(matches!(
            framed("GET", 200, &[length]),
            Ok(Framing::Length(5))
        ));
        assert!(matches!(
            framed("HEAD", 200, &[length]),
            Ok(Framing::Length(0))
        ));
        assert!(matches!(
            framed("GET", 304, &[length]),
            Ok(Framing::Length(0))
        ));
        assert!(matches!(
            framed("GET", 200, &[length, chunked]),
            Ok(Framing::Chunked(_))
        ));
        assert!(matches!(
            framed("GET", 200, &[("Transfer-Encoding", "gzip")]),
            Ok(Framing::UntilEnd)
        ));
        assert!(matches!(framed("GET", 200, &[]), Ok(Framing::UntilEnd)));
        assert!(matches!(
            framed("GET", 200, &[length, length]),
            Ok(Framing::Length(5))
        ));
        assert!(framed("GET", 200, &[length, ("content-length", "6")]).is_err());
        assert!(framed("GET", 200, &[("content-length", "+5")]).is_err());
        assert!(framed("GET", 200, &[("content-length", "99999999999999999999")]).is_err());
    }
}
