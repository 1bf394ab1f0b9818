//! The head of an HTTP/1 answer, read by ourselves: names keep their case, headers their order, and
//! garbage, floods and half heads are told apart (RFC 9112).

use model::wire::Answer;

/// What a run of octets is, taken as the start of an answer.
#[derive(Clone)]
pub enum Parsed {
    /// The beginning of a head, as far as one can tell.
    Partial,
    /// A whole head, without a body yet, and how many octets it has.
    Whole(Answer, usize),
    /// Larger than the limit.
    TooLarge,
    /// No HTTP/1 answer: why.
    NotHttp(String),
}

/// Parses the head of an answer that begins with these octets and may have `limit` octets. Pure, and
/// total: any octets are allowed.
pub fn parse_answer(octets: &[u8], limit: usize) -> Parsed {
    if let Some(why) = hopeless(octets) {
        return Parsed::NotHttp(why);
    }
    let within = &octets[..octets.len().min(limit)];
    let mut room = 64;
    loop {
        let mut headers = vec![httparse::EMPTY_HEADER; room];
        let mut response = httparse::Response::new(&mut headers);
        match response.parse(within) {
            // A header line takes four octets at least, so this ends.
            Err(httparse::Error::TooManyHeaders) => room *= 4,
            Err(why) => return Parsed::NotHttp(why.to_string()),
            Ok(httparse::Status::Partial) if octets.len() > limit => return Parsed::TooLarge,
            Ok(httparse::Status::Partial) => return Parsed::Partial,
            Ok(httparse::Status::Complete(length)) => {
                let status = response.code.unwrap_or_default();
                // No client makes sense of `HTTP/1.1 011`, and its class would be that of none.
                return match status {
                    100.. => Parsed::Whole(answer(&response, status), length),
                    _ => Parsed::NotHttp(format!("its status is {status:03}, less than 100")),
                };
            }
        }
    }
}

fn answer(response: &httparse::Response<'_, '_>, status: u16) -> Answer {
    Answer {
        version: match response.version {
            Some(0) => "HTTP/1.0",
            _ => "HTTP/1.1",
        },
        status,
        headers: response
            .headers
            .iter()
            .map(|header| (header.name.to_owned(), header.value.to_vec()))
            .collect(),
        body: Vec::new(),
        cut: false,
    }
}

/// What cannot become an answer any more is said at once, not after a time limit.
pub(crate) fn hopeless(octets: &[u8]) -> Option<String> {
    const EMPTY_LINES: usize = 8;
    let start = octets
        .iter()
        .position(|octet| !matches!(octet, b'\r' | b'\n'))
        .unwrap_or(octets.len());
    if start > EMPTY_LINES {
        return Some("it begins with empty lines".to_owned());
    }
    let begins = &octets[start..];
    let same = begins.iter().zip(b"HTTP/1.").all(|(a, b)| a == b);
    (!same).then(|| {
        let shown = begins[..begins.len().min(16)].escape_ascii();
        format!("it begins with `{shown}`")
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_and_order_are_kept() {
        let octets = b"HTTP/1.1 403 No\r\nX-b: 1\r\nx-A:  \xff2 \r\nX-B: 3\r\n\r\nbody";
        let Parsed::Whole(answer, length) = parse_answer(octets, 1000) else {
            panic!("not whole");
        };
        assert_eq!((answer.status, length), (403, octets.len() - 4));
        let seen: Vec<_> = answer
            .headers
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_slice()))
            .collect();
        assert_eq!(seen, [("X-b", &b"1"[..]), ("x-A", b"\xff2"), ("X-B", b"3")]);
    }

    #[test]
    fn garbage_floods_and_halves_are_told_apart() {
        let parse = |octets: &[u8]| parse_answer(octets, 40);
        assert!(matches!(parse(b"SSH-2.0-x"), Parsed::NotHttp(why) if why.contains("SSH-2.0-x")));
        assert!(matches!(parse(b"HTTP/1.1 20"), Parsed::Partial));
        assert!(matches!(
            parse(b"HTTP/1.1 2x0 OK\r\n\r\n"),
            Parsed::NotHttp(_)
        ));
        assert!(matches!(
            parse(&b"HTTP/1.1 200 OK\r\nA: b\r\n".repeat(9)),
            Parsed::NotHttp(_)
        ));
        assert!(matches!(
            parse_answer(b"HTTP/1.1 011 S\r\n\r\n", 40),
            Parsed::NotHttp(why) if why.contains("011")
        ));
        let flood = [b"HTTP/1.1 200 OK\r\n".to_vec(), b"A: b\r\n".repeat(9)].concat();
        assert!(matches!(parse(&flood), Parsed::TooLarge));
        assert!(matches!(parse(b"\n\n\n\n\n\n\n\n\n"), Parsed::NotHttp(_)));
    }

    #[test]
    fn thousands_of_headers_are_read() {
        let octets = [
            b"HTTP/1.1 200 OK\r\n".to_vec(),
            b"A:\r\n".repeat(5000),
            b"\r\n".to_vec(),
        ];
        let parsed = parse_answer(&octets.concat(), 1 << 20);
        assert!(matches!(parsed, Parsed::Whole(answer, _) if answer.headers.len() == 5000));
    }

    proptest! {
        #[test]
        fn no_octets_make_it_panic(octets: Vec<u8>, limit in 0usize..100) {
            let _ = parse_answer(&octets, limit);
            let _ = parse_answer(&[b"HTTP/1.1 200 OK\r\n".as_slice(), &octets].concat(), limit);
        }
    }
}
