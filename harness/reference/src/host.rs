//! The `Host` header: loopback names only, so that a rebound name reaches nothing.

use http::{HeaderMap, header::HOST};

const NAMES: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Whether there is exactly one Host, a loopback name with any port or none.
pub(crate) fn is_loopback(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(HOST).iter();
    let (Some(host), None) = (values.next(), values.next()) else {
        return false;
    };
    let host = host.to_str().unwrap_or_default();
    NAMES.iter().any(|name| {
        let split = host.split_at_checked(name.len());
        split.is_some_and(|(head, rest)| head.eq_ignore_ascii_case(name) && is_port(rest))
    })
}

fn is_port(rest: &str) -> bool {
    let port = rest.strip_prefix(':');
    rest.is_empty()
        || port.is_some_and(|port| {
            port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok()
        })
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn loopback(hosts: &[&'static str]) -> bool {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(HOST, HeaderValue::from_static(host));
        }
        is_loopback(&headers)
    }

    #[test]
    fn loopback_names_pass_with_any_port() {
        for host in [
            "127.0.0.1",
            "127.0.0.1:80",
            "LocalHost:65535",
            "[::1]:8000",
            "[::1]",
        ] {
            assert!(loopback(&[host]), "{host}");
        }
    }

    #[test]
    fn everything_else_is_foreign() {
        let foreign = [
            "",
            "evil.test",
            "127.0.0.2",
            "127.0.0.1.evil.test",
            "localhost:",
            "localhost:x",
            "localhost:+1",
            "localhost:65536",
            "a@localhost",
            "::1",
        ];
        for host in foreign {
            assert!(!loopback(&[host]), "{host}");
        }
        assert!(!loopback(&[]));
        assert!(!loopback(&["localhost", "localhost"]));
    }
}
