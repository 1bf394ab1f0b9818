//! The `Origin` header (RFC 6454, RFC 6455 10.2): exactly one, equal octet for octet.

use std::net::IpAddr;

use http::{HeaderMap, header::ORIGIN};

use crate::policy::OriginCheck;

/// The one origin whose scripts may connect.
const ALLOWED: &str = "https://app.example.test";
/// Its host alone.
const HOST: &str = "app.example.test";

/// Whether the handshake comes from the allowed origin.
pub(crate) fn is_allowed(headers: &HeaderMap, check: OriginCheck) -> bool {
    let mut values = headers.get_all(ORIGIN).iter();
    let (first, several) = (values.next(), values.next().is_some());
    let origin = first.map(|value| value.to_str().unwrap_or_default());
    match (check, origin) {
        (OriginCheck::Unchecked, _) | (OriginCheck::AbsentAccepted, None) => true,
        (OriginCheck::FirstOfSeveral, Some(origin)) => origin == ALLOWED,
        (check, Some(origin)) => !several && (origin == ALLOWED || is_mistaken(origin, check)),
        (_, None) => false,
    }
}

/// Whether the address of a page is one of the allowed origin.
pub(crate) fn is_page(address: &[u8]) -> bool {
    let rest = address.strip_prefix(ALLOWED.as_bytes());
    rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'/' | b'?')))
}

/// Whether a faulty comparison takes a foreign origin for the allowed one.
fn is_mistaken(origin: &str, check: OriginCheck) -> bool {
    let (scheme, authority) = origin.split_once("://").unwrap_or_default();
    let secure = scheme == "https";
    match check {
        OriginCheck::Exact
        | OriginCheck::Unchecked
        | OriginCheck::AbsentAccepted
        | OriginCheck::FirstOfSeveral => false,
        OriginCheck::HostSuffix => secure && authority.ends_with(HOST),
        OriginCheck::Prefix => origin.starts_with(ALLOWED),
        OriginCheck::Subdomain => {
            let label = authority
                .strip_suffix(HOST)
                .and_then(|rest| rest.strip_suffix('.'));
            secure && label.is_some_and(is_name)
        }
        OriginCheck::DotWildcard => {
            origin.len() == ALLOWED.len()
                && origin
                    .bytes()
                    .zip(ALLOWED.bytes())
                    .all(|(is, want)| want == b'.' || is == want)
        }
        OriginCheck::SchemeIgnored => authority == HOST,
        OriginCheck::PortIgnored => {
            let port = authority
                .strip_prefix(HOST)
                .and_then(|rest| rest.strip_prefix(':'));
            secure && port.is_some_and(|port| port.parse::<u16>().is_ok())
        }
        OriginCheck::NullAccepted => origin == "null",
        OriginCheck::UserinfoParsed => {
            secure
                && authority
                    .split_once('@')
                    .is_some_and(|(userinfo, _)| userinfo == HOST)
        }
        OriginCheck::IpAccepted => is_ip(authority),
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    !name.is_empty() && name.bytes().all(allowed)
}

/// An IP literal, with or without a port.
fn is_ip(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']').unwrap_or_default().0,
        None => authority.split(':').next().unwrap_or_default(),
    };
    host.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn allowed(origins: &[&'static str], check: OriginCheck) -> bool {
        let mut headers = HeaderMap::new();
        for origin in origins {
            headers.append(ORIGIN, HeaderValue::from_static(origin));
        }
        is_allowed(&headers, check)
    }

    #[test]
    fn only_the_exact_origin_passes() {
        assert!(allowed(&[ALLOWED], OriginCheck::Exact));
        assert!(!allowed(&[], OriginCheck::Exact));
        assert!(!allowed(&[ALLOWED, ALLOWED], OriginCheck::Exact));
        let foreign = [
            "",
            "null",
            "https://APP.example.test",
            "https://app.example.test/",
            "https://app.example.test.",
            "https://app.example.test:443",
            "http://app.example.test",
            "https://evilapp.example.test",
            "https://127.0.0.1",
        ];
        for origin in foreign {
            assert!(!allowed(&[origin], OriginCheck::Exact), "{origin}");
        }
    }

    #[test]
    fn each_mistake_has_its_own_victims() {
        use OriginCheck::*;
        let victims = [
            (HostSuffix, "https://evilapp.example.test"),
            (Prefix, "https://app.example.test.evil.test"),
            (Subdomain, "https://evil.app.example.test"),
            (DotWildcard, "https://appXexample.test"),
            (SchemeIgnored, "http://app.example.test"),
            (PortIgnored, "https://app.example.test:8443"),
            (NullAccepted, "null"),
            (UserinfoParsed, "https://app.example.test@evil.test"),
            (IpAccepted, "https://[::1]:8443"),
        ];
        for (check, origin) in victims {
            assert!(allowed(&[origin], check), "{check:?}");
            assert!(allowed(&[ALLOWED], check), "{check:?}");
            assert!(!allowed(&["https://evil.test"], check), "{check:?}");
            assert!(!allowed(&[], check), "{check:?}");
            assert!(
                !allowed(&[ALLOWED, "https://evil.test"], check),
                "{check:?}"
            );
        }
    }
}
