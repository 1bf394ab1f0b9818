//! HTTP/1.1 requests written octet for octet, for what other clients refuse or tidy up: control octets
//! in values, `..` in paths, odd names, wrong lengths. One connection per request.

use std::convert::Infallible;

use model::wire::{Raw, Request};
use tokio::io::AsyncWriteExt;

use crate::limits::Limits;
use crate::place::Place;
use crate::stream::Stream;
use crate::{body, intake};

/// A request as octets: `Host` unless the job brings one, the headers in `ours` that the job does not
/// bring, the job's headers, and a length where the job frames the body by nothing else.
pub(crate) fn write(place: &Place, request: &Request, ours: &[(&str, String)]) -> Vec<u8> {
    let brings = |name: &str| {
        let mut names = request.headers.iter().map(|(own, _)| own);
        names.any(|own| own.eq_ignore_ascii_case(name))
    };
    let mut octets = format!("{} {} HTTP/1.1\r\n", request.method, place.target).into_bytes();
    let mut put = |name: &str, value: &[u8]| {
        octets.extend_from_slice(name.as_bytes());
        octets.extend_from_slice(b": ");
        octets.extend_from_slice(value);
        octets.extend_from_slice(b"\r\n");
    };
    for (name, value) in [("Host", place.authority.clone())].iter().chain(ours) {
        if !brings(name) {
            put(name, value.as_bytes());
        }
    }
    for (name, value) in &request.headers {
        put(name, value);
    }
    // As reqwest does it, so that the choice between the two changes nothing else.
    let has_body = !request.body.is_empty();
    let framed = brings("content-length") || brings("transfer-encoding");
    if (has_body || means_body(&request.method)) && !framed {
        put("Content-Length", request.body.len().to_string().as_bytes());
    }
    octets.extend_from_slice(b"\r\n");
    octets.extend_from_slice(&request.body);
    octets
}

/// Methods that say `Content-Length: 0` where they have no body (RFC 9110 8.6).
pub(crate) fn means_body(method: &str) -> bool {
    matches!(method, "POST" | "PUT" | "PATCH")
}

/// Sends a request and reads its answer into `raw`. Both at once: a target may answer, or hang up, before
/// it has read everything.
pub(crate) async fn exchange(
    stream: Stream,
    octets: &[u8],
    method: &str,
    limits: &Limits,
    raw: &mut Raw,
) {
    let (mut reader, mut writer) = tokio::io::split(stream);
    let writing = async {
        // A failed write is no fact of its own: the answer, or the end, says what happened.
        if writer.write_all(octets).await.is_ok() {
            let _ = writer.flush().await;
        }
        std::future::pending::<Infallible>().await
    };
    let reading = async {
        match intake::receive(&mut reader, limits).await {
            Ok(head) => body::receive(&mut reader, head, method, limits, raw).await,
            Err(fault) => raw.fault = Some(fault),
        }
    };
    tokio::select! {
        never = writing => match never {},
        () = reading => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(headers: &[(&str, &[u8])], method: &str, body: &str) -> String {
        let owned = |(name, value): &(&str, &[u8])| ((*name).to_owned(), value.to_vec());
        let request = Request {
            service: "main".into(),
            method: method.into(),
            url: "http://127.0.0.1:1/../a".into(),
            headers: headers.iter().map(owned).collect(),
            body: body.into(),
            from: None,
        };
        let place = Place::parse(&request.url).unwrap();
        write(&place, &request, &[("Accept", "*/*".to_owned())])
            .escape_ascii()
            .to_string()
    }

    #[test]
    fn a_request_is_written_as_it_is() {
        assert_eq!(
            written(&[("a", b"1"), ("X", b"\0\xff"), ("A", b"2")], "GET", ""),
            r"GET /../a HTTP/1.1\r\nHost: 127.0.0.1:1\r\nAccept: */*\r\na: 1\r\nX: \x00\xff\r\nA: 2\r\n\r\n"
        );
        assert_eq!(
            written(&[("hOst", b"evil"), ("ACCEPT", b"x")], "POST", ""),
            r"POST /../a HTTP/1.1\r\nhOst: evil\r\nACCEPT: x\r\nContent-Length: 0\r\n\r\n"
        );
        assert_eq!(
            written(
                &[("Host", b"h"), ("Accept", b"x"), ("Content-Length", b"9")],
                "PUT",
                "b"
            ),
            r"PUT /../a HTTP/1.1\r\nHost: h\r\nAccept: x\r\nContent-Length: 9\r\n\r\nb"
        );
    }
}
