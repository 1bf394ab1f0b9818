//! How a limit stands, told in headers: `Retry-After` (RFC 9110 10.2.3) of a refusal, `RateLimit` and
//! `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10), `X-RateLimit-*`.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::RETRY_AFTER};

use super::Rule;
use crate::{answer, policy::Told};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STATE: HeaderName = HeaderName::from_static("ratelimit");
const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// A family of headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `RateLimit` and `RateLimit-Policy`, to which every limit adds.
    RateLimit,
    /// `X-RateLimit-*`, of which the innermost limit speaks; the reset is told in seconds from now.
    XRateLimit,
}

/// How a limit stands for somebody.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(super) rule: &'static Rule,
    pub(super) policy: Told,
    pub(super) remaining: usize,
    /// Until the next one is given back.
    pub(super) wait: Duration,
}

/// A request too many (RFC 6585 4).
#[derive(Debug)]
pub(crate) struct TooMany(pub(super) Standing);

impl Standing {
    /// The answer, with what is told of the limit.
    pub(super) fn told(&self, mut answer: Response) -> Response {
        let headers = answer.headers_mut();
        for dialect in self.rule.told {
            match dialect {
                Dialect::RateLimit => self.rate_limit(headers),
                Dialect::XRateLimit => self.x_rate_limit(headers),
            }
        }
        answer
    }

    fn rate_limit(&self, headers: &mut HeaderMap) {
        let (name, limit) = (self.rule.name, self.limit());
        let window = self.rule.limit.window.as_secs();
        let (remaining, wait) = (self.remaining(), seconds(self.wait));
        let policy = format!(r#""{name}";q={limit};w={window}"#);
        let state = format!(r#""{name}";r={remaining};t={wait}"#);
        for (header, text) in [(POLICY, policy), (STATE, state)] {
            if let Ok(value) = HeaderValue::try_from(text) {
                headers.append(header, value);
            }
        }
    }

    fn x_rate_limit(&self, headers: &mut HeaderMap) {
        let told = [
            (LIMIT, self.limit() as u64),
            (REMAINING, self.remaining() as u64),
            (RESET, seconds(self.wait)),
        ];
        for (header, number) in told {
            headers.entry(header).or_insert(HeaderValue::from(number));
        }
    }

    fn limit(&self) -> usize {
        match self.policy {
            Told::OtherLimit => self.rule.limit.times * 2,
            _ => self.rule.limit.times,
        }
    }

    fn remaining(&self) -> usize {
        match self.policy {
            Told::RemainingStands => self.rule.limit.times,
            _ => self.remaining,
        }
    }
}

impl IntoResponse for TooMany {
    fn into_response(self) -> Response {
        let TooMany(standing) = self;
        let wait = match standing.policy {
            Told::RetryTooSoon => standing.wait / 4,
            Told::RetryTooLate => standing.wait * 10,
            _ => standing.wait,
        };
        let answer = answer::error(StatusCode::TOO_MANY_REQUESTS, "Too many requests");
        let mut answer = standing.told(answer);
        if standing.policy != Told::NoRetryAfter {
            let wait = HeaderValue::from(seconds(wait));
            answer.headers_mut().insert(RETRY_AFTER, wait);
        }
        answer
    }
}

/// Whole seconds, and rather one more.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}
