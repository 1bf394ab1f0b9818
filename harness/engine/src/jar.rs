//! Cookies that services set while a chain of requests runs, each service for itself. A form login rests
//! on them; nothing of them outlives the chain, so that the next login is one.

use std::fmt;

use judge::{SetCookie, directory, set_cookies};
use model::name::Name;
use model::wire::Answer;
use url::{Host, Url};

/// More cookies are not kept.
const MOST: usize = 100;

/// A small cookie jar (RFC 6265 5.3, 5.4). Services that share a host do not share their cookies.
#[derive(Default)]
pub struct Jar(Vec<Cookie>);

impl fmt::Debug for Jar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cookies", self.0.len())
    }
}

struct Cookie {
    service: Name,
    name: String,
    value: String,
    path: String,
    secure: bool,
}

impl Jar {
    /// Keeps what an answer of a service sets.
    pub fn keep(&mut self, service: &str, url: &Url, answer: &Answer) {
        for (cookie, is_over) in set_cookies(answer) {
            let Some(cookie) = taken(cookie, service, url) else {
                continue;
            };
            let same = |other: &Cookie| {
                (&other.service, &other.name, &other.path)
                    == (&cookie.service, &cookie.name, &cookie.path)
            };
            self.0.retain(|other| !same(other));
            if !is_over && self.0.len() < MOST {
                self.0.push(cookie);
            }
        }
    }

    /// All cookies, by name and value.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.0.iter();
        all.map(|cookie| (cookie.name.as_str(), cookie.value.as_str()))
    }

    /// The cookies that a request to `url` carries, by name and value; longer paths first.
    pub fn sent(&self, service: &str, url: &Url) -> Vec<(&str, &str)> {
        let fit = |cookie: &&Cookie| {
            cookie.service == service
                && path_matches(&cookie.path, url.path())
                && (!cookie.secure || is_safe(url))
        };
        let mut all: Vec<&Cookie> = self.0.iter().filter(fit).collect();
        all.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        all.into_iter()
            .map(|cookie| (cookie.name.as_str(), cookie.value.as_str()))
            .collect()
    }
}

/// Nothing when a browser would not take it.
fn taken(set: SetCookie, service: &str, url: &Url) -> Option<Cookie> {
    let fits = set.domain.is_none_or(|domain| domain_matches(&domain, url));
    (fits && !set.name.is_empty()).then(|| Cookie {
        service: service.to_owned(),
        name: set.name,
        value: set.value,
        path: set.path.unwrap_or_else(|| directory(url.as_str())),
        secure: set.secure,
    })
}

/// RFC 6265 5.1.4.
fn path_matches(cookie: &str, path: &str) -> bool {
    path.strip_prefix(cookie)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || cookie.ends_with('/'))
}

/// RFC 6265 5.1.3.
fn domain_matches(domain: &str, url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let parent = || {
        let rest = host.strip_suffix(domain);
        let named = matches!(url.host(), Some(Host::Domain(_)));
        named && rest.is_some_and(|rest| rest.ends_with('.'))
    };
    host == domain || parent()
}

/// Over TLS, or to this machine: browsers take that for safe.
fn is_safe(url: &Url) -> bool {
    url.scheme() == "https"
        || match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn answer(headers: &[&str]) -> Answer {
        let pair = |value: &&str| ("Set-Cookie".to_owned(), value.as_bytes().to_vec());
        Answer {
            version: "HTTP/1.1",
            status: 200,
            headers: headers.iter().map(pair).collect(),
            body: Vec::new(),
            cut: false,
        }
    }

    fn sent(headers: &[&str], from: &str, to: &str) -> String {
        let mut jar = Jar::default();
        jar.keep("idp", &url(from), &answer(headers));
        let pairs = jar.sent("idp", &url(to));
        let pairs: Vec<String> = pairs.iter().map(|(n, v)| format!("{n}={v}")).collect();
        pairs.join("; ")
    }

    #[test]
    fn cookies_go_where_they_were_set_for() {
        let at = "http://idp.test/login/start";
        for (headers, to, wanted) in [
            (&["a=1"][..], "http://idp.test/login/next", "a=1"),
            (&["a=1"], "http://idp.test/login", "a=1"),
            (&["a=1"], "http://idp.test/loginx", ""),
            (&["a=1"], "http://idp.test/", ""),
            (&["a=1; Path=/"], "http://idp.test/", "a=1"),
            (&["a=1; path=other"], "http://idp.test/login/x", "a=1"),
            (
                &["a=1; Path=/", "b=2; Path=/login"],
                "http://idp.test/login",
                "b=2; a=1",
            ),
            (&["a=1; Path=/", "a=2; Path=/"], "http://idp.test/", "a=2"),
            (&["a=1; Path=/; Secure"], "http://idp.test/", ""),
            (&["a=1; Path=/; Secure"], "https://idp.test/", "a=1"),
            (&["a=1; Path=/; Secure"], "http://127.0.0.1/", "a=1"),
            (
                &["a=1; Path=/; Domain=.IDP.test"],
                "http://idp.test/",
                "a=1",
            ),
            (&["a=1; Path=/; Domain=test"], "http://idp.test/", "a=1"),
            (&["a=1; Path=/; Domain=dp.test"], "http://idp.test/", ""),
            (&["a=1; Path=/; Domain=other.test"], "http://idp.test/", ""),
            (
                &["a=1; Path=/", "a=; Path=/; Max-Age=0"],
                "http://idp.test/",
                "",
            ),
            (
                &[
                    "a=1; Path=/",
                    "a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
                ],
                "http://idp.test/",
                "",
            ),
            (
                &["a=1; Path=/; Max-Age=9; Expires=Thu, 01 Jan 1970 00:00:00 GMT"],
                "http://idp.test/",
                "a=1",
            ),
            (&["=x; Path=/", "; Path=/", "a"], "http://idp.test/", ""),
        ] {
            assert_eq!(sent(headers, at, to), wanted, "{headers:?} to {to}");
        }
    }

    #[test]
    fn a_jar_is_small_and_each_service_has_its_own() {
        let mut jar = Jar::default();
        let at = url("http://idp.test/");
        for number in 0..2 * MOST {
            jar.keep("idp", &at, &answer(&[&format!("c{number}=1")]));
        }
        assert_eq!(jar.sent("idp", &at).len(), MOST);
        assert!(jar.sent("app", &at).is_empty());
        assert_eq!(format!("{jar:?}"), "100 cookies");
    }
}
