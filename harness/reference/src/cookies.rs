//! Cookies (RFC 6265): reading one of a request, and setting or clearing one.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, header::COOKIE};

use crate::{
    percent::Parameter,
    policy::{CookiePolicy, MaxAge, Several},
};

/// A cookie that the server sets: `HttpOnly`, `Secure`, `SameSite`, and no `Domain`.
#[derive(Debug)]
pub(crate) struct Cookie {
    pub(crate) name: &'static str,
    pub(crate) path: &'static str,
    pub(crate) same_site: &'static str,
    /// Whether scripts may not read it.
    pub(crate) http_only: bool,
    pub(crate) lasting: Duration,
}

impl Cookie {
    /// The `Set-Cookie` header that sets it.
    pub(crate) fn set(&self, value: &str, policy: &CookiePolicy) -> Option<HeaderValue> {
        let seconds = match policy.max_age {
            MaxAge::Declared => self.lasting.as_secs(),
            MaxAge::Year => 365 * 24 * 3600,
        };
        self.header(value, seconds, policy)
    }

    /// The `Set-Cookie` header that clears it: the same attributes, and no time left.
    pub(crate) fn clear(&self, policy: &CookiePolicy) -> Option<HeaderValue> {
        self.header("", 0, policy)
    }

    fn header(&self, value: &str, seconds: u64, policy: &CookiePolicy) -> Option<HeaderValue> {
        let mut text = format!(
            "{}={value}; Path={}; Max-Age={seconds}",
            self.name, self.path
        );
        if !policy.no_domain.is_enforced() {
            text.push_str("; Domain=127.0.0.1");
        }
        if self.http_only && policy.http_only.is_enforced() {
            text.push_str("; HttpOnly");
        }
        if policy.secure.is_enforced() {
            text.push_str("; Secure");
        }
        if policy.same_site.is_enforced() {
            text.push_str("; SameSite=");
            text.push_str(self.same_site);
        }
        HeaderValue::try_from(text).ok()
    }
}

/// The one value of a cookie of a request.
pub(crate) fn value(headers: &HeaderMap, name: &str, several: Several) -> Parameter {
    let mut found = Parameter::Absent;
    for header in headers.get_all(COOKIE) {
        for pair in header.as_bytes().split(|byte| *byte == b';') {
            let mut parts = pair.trim_ascii().splitn(2, |byte| *byte == b'=');
            if parts.next().map(<[u8]>::trim_ascii_end) != Some(name.as_bytes()) {
                continue;
            }
            let value = parts.next().unwrap_or_default().trim_ascii().to_vec();
            found = match (found, several) {
                (Parameter::Absent, _) => Parameter::Once(value),
                (first, Several::FirstCounts) => first,
                (_, Several::LastCounts) => Parameter::Once(value),
                (_, Several::Refused) => return Parameter::Unusable,
            };
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &[&'static str], several: Several) -> Parameter {
        let mut map = HeaderMap::new();
        for header in headers {
            map.append(COOKIE, HeaderValue::from_static(header));
        }
        value(&map, "a", several)
    }

    #[test]
    fn one_cookie_is_read_and_doubt_is_not_resolved() {
        let once = |value: &str| Parameter::Once(value.into());
        for headers in [
            &["a=1"][..],
            &["b=2; a=1"],
            &["b=2", "a=1; c"],
            &["A=2;a=1"],
        ] {
            assert_eq!(read(headers, Several::Refused), once("1"), "{headers:?}");
        }
        assert_eq!(read(&["a"], Several::Refused), once(""));
        assert_eq!(read(&["a=b=c"], Several::Refused), once("b=c"));
        assert_eq!(read(&["aa=1; b"], Several::Refused), Parameter::Absent);
        for headers in [&["a=1; a=1"][..], &["a=1", "a=2"]] {
            assert_eq!(read(headers, Several::Refused), Parameter::Unusable);
            assert_eq!(read(headers, Several::FirstCounts), once("1"));
        }
    }
}
