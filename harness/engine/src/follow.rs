//! Redirects that an operation follows (RFC 9110 15.4), each to a service of the target and nowhere else,
//! with the cookies that were set on the way.

use judge::Classifier;
use model::name::Name;
use model::secret::Secret;
use model::target::Target;
use model::wire::{Answer, Hop, Job, Raw, Request};
use url::Url;

use crate::act::Actor;
use crate::fault::ActFault;

/// More redirects are not followed.
const MOST: usize = 10;

/// Headers that go on to another service; all others may hold what only the first may know.
const HARMLESS: &[&str] = &["accept", "accept-language", "user-agent"];

/// How far redirects are followed, with every reference filled in.
#[derive(Debug, Clone, PartialEq)]
pub enum Following {
    /// Not at all.
    No,
    /// Within this service.
    Within(Name),
    /// Until one leads here.
    Until(Url),
}

/// Where an answer leads.
enum Way {
    /// It is the last one.
    Done,
    /// On, with this request.
    On(Box<Request>),
    /// Where nobody may go; why.
    Lost(String),
}

impl Actor<'_> {
    /// Sends a request, and follows where it leads. The second: why it went no further, where that is
    /// no end that the operation names.
    pub async fn follow(
        &mut self,
        mut request: Request,
        following: &Following,
        watch: &mut Classifier,
    ) -> Result<(Raw, Option<String>), ActFault> {
        let mut hops: Vec<Hop> = Vec::new();
        loop {
            let sent = request.clone();
            let mut raw = self.carry(Job::Http(request), watch).await?;
            self.keep_cookies(&sent, raw.answer.as_ref());
            let way = match (&raw.answer, &raw.fault) {
                (Some(answer), None) => self.way(&sent, answer, following),
                _ => Way::Done,
            };
            let lost = match way {
                Way::On(next) if hops.len() < MOST => {
                    hops.extend(raw.answer.map(|answer| Hop {
                        request: sent,
                        answer,
                    }));
                    request = *next;
                    self.add_cookies(&mut request, &[]);
                    continue;
                }
                Way::On(_) => Some(format!("more than {MOST} redirects, one after the other")),
                Way::Lost(why) => Some(why),
                Way::Done => None,
            };
            raw.hops = hops;
            return Ok((raw, lost));
        }
    }

    fn way(&self, request: &Request, answer: &Answer, following: &Following) -> Way {
        let Some(location) = location(request, answer) else {
            return Way::Done;
        };
        let service = service_at(self.target, &location);
        match following {
            Following::No => Way::Done,
            Following::Within(within) => match service {
                Some(service) if service == within => {
                    Way::On(Box::new(onward(request, answer.status, &location, service)))
                }
                _ => Way::Done,
            },
            Following::Until(until) if leads_to(&location, until) => Way::Done,
            Following::Until(_) => match service {
                Some(service) => {
                    Way::On(Box::new(onward(request, answer.status, &location, service)))
                }
                None => Way::Lost(format!(
                    "it redirects to `{}`, which is no service of the target",
                    origin(&location)
                )),
            },
        }
    }

    /// Keeps the cookies that an answer sets, as long as the operation runs.
    fn keep_cookies(&mut self, request: &Request, answer: Option<&Answer>) {
        let (Some(answer), Ok(url)) = (answer, Url::parse(&request.url)) else {
            return;
        };
        let Some(scope) = &mut self.wallet.scope else {
            return;
        };
        scope.jar.keep(&request.service, &url, answer);
    }

    /// Registers the cookies that were set as secrets, those that have no better name.
    pub fn learn_cookies(&mut self, role: &str) {
        let jar = self.wallet.scope.iter().flat_map(|scope| scope.jar.all());
        for (name, value) in jar {
            let label = format!("cookie {name} of {role}");
            self.wallet.redactor.register(&label, &Secret::new(value));
        }
    }

    /// Adds the cookies that were set since the operation began; they replace those of the same name,
    /// but for the ones that the step itself decides about.
    pub fn add_cookies(&self, request: &mut Request, decided: &[&str]) {
        let (Some(scope), Ok(url)) = (&self.wallet.scope, Url::parse(&request.url)) else {
            return;
        };
        let mut added = scope.jar.sent(&request.service, &url);
        added.retain(|(name, _)| !decided.contains(name));
        if added.is_empty() {
            return;
        }
        let is_cookie = |name: &str| name.eq_ignore_ascii_case("cookie");
        let headers = request.headers.iter();
        let written = headers.filter(|(name, _)| is_cookie(name));
        let written = written.flat_map(|(_, value)| value.split(|octet| *octet == b';'));
        let written = written.map(<[u8]>::trim_ascii).filter(|pair| {
            let name = pair
                .split(|octet| *octet == b'=')
                .next()
                .unwrap_or_default();
            !added.iter().any(|(added, _)| added.as_bytes() == name)
        });
        let added = added
            .iter()
            .map(|(name, value)| format!("{name}={value}").into_bytes());
        let all: Vec<Vec<u8>> = written.map(<[u8]>::to_vec).chain(added).collect();
        request.headers.retain(|(name, _)| !is_cookie(name));
        request
            .headers
            .push(("Cookie".to_owned(), all.join(&b"; "[..])));
    }
}

/// Where a redirect leads; nothing when it is none.
fn location(request: &Request, answer: &Answer) -> Option<Url> {
    if ![301, 302, 303, 307, 308].contains(&answer.status) {
        return None;
    }
    let location = std::str::from_utf8(answer.header("location").next()?).ok()?;
    Url::parse(&request.url).ok()?.join(location).ok()
}

/// The service at the origin of an address; none when it has user information, which no service has.
pub fn service_at<'t>(target: &'t Target, url: &Url) -> Option<&'t Name> {
    if !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let found = target.services.iter().find(|(_, service)| {
        let addresses = [&service.http, &service.ws].into_iter().flatten();
        let mut addresses = addresses.filter_map(|address| Url::parse(address).ok());
        addresses.any(|address| address.origin() == url.origin() && url.has_host())
    });
    found.map(|(name, _)| name)
}

/// The scheme, host and port of an address, for a reader.
pub fn origin(url: &Url) -> String {
    match url.host_str() {
        Some(_) => url.origin().ascii_serialization(),
        None => format!("{}:", url.scheme()),
    }
}

fn leads_to(location: &Url, until: &Url) -> bool {
    location.origin() == until.origin() && location.path() == until.path()
}

/// The request that a redirect asks for: by GET after 303, and after 301 and 302 in place of POST.
fn onward(request: &Request, status: u16, location: &Url, service: &Name) -> Request {
    let by_get = match status {
        303 => request.method != "HEAD",
        301 | 302 => request.method == "POST",
        _ => false,
    };
    let from = Url::parse(&request.url).map(|url| url.origin());
    let same = from.is_ok_and(|from| from == location.origin());
    let mut url = location.clone();
    url.set_fragment(None);
    let mut next = Request {
        service: service.clone(),
        url: url.into(),
        ..request.clone()
    };
    let about_body = |name: &str| name.to_ascii_lowercase().starts_with("content-");
    if !same {
        next.headers.retain(|(name, _)| {
            about_body(name) || HARMLESS.contains(&name.to_ascii_lowercase().as_str())
        });
    }
    if by_get {
        next.method = "GET".to_owned();
        next.body.clear();
        next.headers.retain(|(name, _)| !about_body(name));
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str) -> Request {
        let header = |name: &str| (name.to_owned(), b"x".to_vec());
        Request {
            service: "app".to_owned(),
            method: method.to_owned(),
            url: "http://app.test/a/b?c=d".to_owned(),
            headers: ["Authorization", "Cookie", "X-Key", "Accept", "Content-Type"]
                .map(header)
                .to_vec(),
            body: b"secret".to_vec(),
            from: None,
        }
    }

    fn answer(status: u16, location: &str) -> Answer {
        Answer {
            version: "HTTP/1.1",
            status,
            headers: vec![("Location".to_owned(), location.as_bytes().to_vec())],
            body: Vec::new(),
            cut: false,
        }
    }

    #[test]
    fn methods_change_as_rfc_9110_says() {
        for (status, method, wanted, body) in [
            (301, "POST", "GET", false),
            (302, "POST", "GET", false),
            (302, "PUT", "PUT", true),
            (303, "POST", "GET", false),
            (303, "PUT", "GET", false),
            (303, "HEAD", "HEAD", true),
            (307, "POST", "POST", true),
            (308, "DELETE", "DELETE", true),
        ] {
            let location = Url::parse("http://app.test/x").unwrap();
            let next = onward(&request(method), status, &location, &"app".to_owned());
            let has_type = next.headers.iter().any(|(name, _)| name == "Content-Type");
            let told = (next.method.as_str(), !next.body.is_empty(), has_type);
            assert_eq!(told, (wanted, body, body), "{status} {method}");
        }
    }

    #[test]
    fn another_service_gets_no_header_that_may_hold_a_secret() {
        let kept = |to: &str| {
            let location = Url::parse(to).unwrap();
            let next = onward(&request("GET"), 302, &location, &"app".to_owned());
            let names = next.headers.into_iter().map(|(name, _)| name);
            names.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            kept("http://app.test/x"),
            "Authorization Cookie X-Key Accept Content-Type"
        );
        for other in [
            "http://app.test:81/",
            "https://app.test/",
            "http://idp.test/",
        ] {
            assert_eq!(kept(other), "Accept Content-Type", "{other}");
        }
    }

    #[test]
    fn a_location_is_taken_as_a_browser_takes_it() {
        let to = |status, location| {
            let url = self::location(&request("GET"), &answer(status, location));
            url.map(String::from)
        };
        for (location, wanted) in [
            ("/x", "http://app.test/x"),
            ("x?y", "http://app.test/a/x?y"),
            ("?y", "http://app.test/a/b?y"),
            ("//idp.test/x", "http://idp.test/x"),
            ("file:///etc/passwd", "file:///etc/passwd"),
        ] {
            assert_eq!(to(302, location).as_deref(), Some(wanted));
        }
        for status in [200, 300, 304, 305, 401] {
            assert_eq!(to(status, "/x"), None);
        }
        assert_eq!(to(302, "http://"), None);
    }
}
