//! Whether reqwest can carry a request exactly as the job has it; if not, why not.

use http::header::{HeaderName, HeaderValue};
use http::uri::PathAndQuery;
use http::{HeaderMap, Method};
use model::target::Protocol;
use model::wire::Request;

use crate::h1;
use crate::place::Place;

/// Headers that frame the message or manage the connection: hyper acts on them, or drops them.
const FRAMING: [&str; 8] = [
    "connection",
    "expect",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// The request for reqwest, or the first thing in it that would not arrive as it is.
pub(crate) fn by_reqwest(
    place: &Place,
    request: &Request,
    protocol: Option<Protocol>,
) -> Result<reqwest::Request, &'static str> {
    let method = Method::from_bytes(request.method.as_bytes()).map_err(|_| "its method")?;
    if method == Method::CONNECT {
        return Err("its method");
    }
    let url = reqwest::Url::parse(&place.url()).map_err(|_| "its path")?;
    let untouched = url.as_str() == place.url();
    let valid = PathAndQuery::try_from(place.target.as_str())
        .is_ok_and(|path| path.as_str() == place.target);
    if !untouched || !valid {
        return Err("its path");
    }
    let surely_h1 = protocol == Some(Protocol::H1) || (!place.tls && protocol.is_none());
    let headers = headers(request, surely_h1)?;
    // In HTTP/2 the authority is no header: a foreign one would come twice, and differ.
    let host = headers.get("host");
    let foreign = host.is_some_and(|host| host.as_bytes() != place.authority.as_bytes());
    if foreign && !surely_h1 {
        return Err("its `Host`");
    }
    let mut carried = reqwest::Request::new(method, url);
    *carried.headers_mut() = headers;
    if !request.body.is_empty() {
        *carried.body_mut() = Some(request.body.clone().into());
    } else if h1::means_body(&request.method) {
        let none = HeaderValue::from_static("0");
        carried.headers_mut().insert("content-length", none);
    }
    Ok(carried)
}

fn headers(request: &Request, surely_h1: bool) -> Result<HeaderMap, &'static str> {
    let mut headers = HeaderMap::new();
    let mut last = None;
    for (name, value) in &request.headers {
        let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "the name of a header")?;
        let value = HeaderValue::from_bytes(value).map_err(|_| "the value of a header")?;
        if surely_h1 && *name != title_case(key.as_str()) {
            return Err("the case of a header's name");
        }
        if headers.contains_key(&key) && last.as_ref() != Some(&key) {
            return Err("the order of its headers");
        }
        if headers.contains_key(&key) && key == "host" {
            return Err("its two `Host` headers");
        }
        let length = request.body.len().to_string();
        let wrong_length = key == "content-length"
            && (headers.contains_key(&key) || value.as_bytes() != length.as_bytes());
        if FRAMING.contains(&key.as_str()) || wrong_length {
            return Err("a header that frames it");
        }
        headers.append(key.clone(), value);
        last = Some(key);
    }
    Ok(headers)
}

/// How hyper writes names under HTTP/1.1, with the option that we set.
fn title_case(name: &str) -> String {
    let mut start = true;
    name.chars()
        .map(|c| {
            let c = if start { c.to_ascii_uppercase() } else { c };
            start = c == '-';
            c
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str, method: &str, headers: &[(&str, &[u8])]) -> Option<&'static str> {
        let owned = |(name, value): &(&str, &[u8])| ((*name).to_owned(), value.to_vec());
        let request = Request {
            service: "main".into(),
            method: method.into(),
            url: url.into(),
            headers: headers.iter().map(owned).collect(),
            body: b"12345".to_vec(),
            from: None,
        };
        by_reqwest(&Place::parse(url).unwrap(), &request, None).err()
    }

    #[test]
    fn ordinary_requests_are_carried() {
        let plain = "http://127.0.0.1:1/a%2f/b?c=%20d&e";
        let headers: [(&str, &[u8]); 5] = [
            ("Content-Type", b"text/plain"),
            ("Cookie", b"a=1"),
            ("Cookie", b"b=\xff"),
            ("Host", b"other.example"),
            ("Content-Length", b"5"),
        ];
        assert_eq!(refused(plain, "POST", &headers), None);
        assert_eq!(
            refused("https://h/", "GET", &[("X-CSRF-Token", b"x")]),
            None
        );
    }

    #[test]
    fn what_would_be_tidied_up_is_not() {
        let plain = "http://127.0.0.1:1/";
        let path = Some("its path");
        for odd in [
            "a/../b", "a b", "%2e%2e/a", "a?x=\"", "a\tb", "\u{e4}", "a\\b", "a?'",
        ] {
            let url = format!("{plain}{odd}");
            let carried = refused(&url, "GET", &[]);
            assert!(
                carried == path || (odd == "a?'" && carried.is_none()),
                "{odd}"
            );
        }
        let framing = Some("a header that frames it");
        assert_eq!(refused(plain, "GE T", &[]), Some("its method"));
        assert_eq!(
            refused(plain, "GET", &[("A b", b"")]),
            Some("the name of a header")
        );
        assert_eq!(
            refused(plain, "GET", &[("A", b"\r\nB: 1")]),
            Some("the value of a header")
        );
        assert_eq!(
            refused(plain, "GET", &[("x-a", b"")]),
            Some("the case of a header's name")
        );
        let order: [(&str, &[u8]); 3] = [("A", b"1"), ("B", b"2"), ("A", b"3")];
        assert_eq!(
            refused(plain, "GET", &order),
            Some("the order of its headers")
        );
        assert_eq!(refused(plain, "POST", &[("Content-Length", b"6")]), framing);
        assert_eq!(
            refused(plain, "POST", &[("Transfer-Encoding", b"chunked")]),
            framing
        );
        assert_eq!(
            refused("https://h/", "GET", &[("Host", b"evil")]),
            Some("its `Host`")
        );
    }
}
