//! The `Host` header: loopback names only, so that a rebound name reaches nothing.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{StatusCode, Version, header::HOST, request::Parts};

use crate::{answer, gate::Gate};

const NAMES: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Refuses every request that names another host.
pub(crate) async fn check(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match gate.policy.host.passes(is_loopback(&parts)) {
        true => next.run(Request::from_parts(parts, body)).await,
        false => answer::error(StatusCode::FORBIDDEN, "Host not allowed"),
    }
}

/// Whether there is exactly one Host, a loopback name with any port or none. HTTP/2 has it in the
/// target (RFC 9113 8.3.1).
pub(crate) fn is_loopback(request: &Parts) -> bool {
    let mut values = request.headers.get_all(HOST).iter();
    let host = match (values.next(), values.next()) {
        (Some(host), None) => host.to_str().unwrap_or_default(),
        (None, _) if request.version == Version::HTTP_2 => request
            .uri
            .authority()
            .map_or("", |authority| authority.as_str()),
        _ => return false,
    };
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
    use http::{HeaderValue, Request};

    use super::*;

    fn loopback(hosts: &[&'static str]) -> bool {
        let (mut parts, ()) = Request::new(()).into_parts();
        for host in hosts {
            parts.headers.append(HOST, HeaderValue::from_static(host));
        }
        is_loopback(&parts)
    }

    #[test]
    fn over_http_2_the_target_names_the_host() {
        for (target, own) in [
            ("https://localhost:1/", true),
            ("https://evil.test/", false),
        ] {
            let request = Request::get(target).version(Version::HTTP_2).body(());
            assert_eq!(
                is_loopback(&request.unwrap().into_parts().0),
                own,
                "{target}"
            );
        }
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
