//! Where a redirect leads, and the request that it asks for (RFC 9110 15.4).

use model::name::Name;
use model::target::Target;
use model::wire::{Answer, Request};
use url::Url;

/// Headers that go on to another service; all others may hold what only the first may know.
const HARMLESS: &[&str] = &["accept", "accept-language", "user-agent"];

/// Where a redirect leads; nothing when it is none.
pub fn location(request: &Request, answer: &Answer) -> Option<Url> {
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

/// The request that a redirect asks for: by GET after 303, and after 301 and 302 in place of POST.
pub fn onward(request: &Request, status: u16, location: &Url, service: &Name) -> Request {
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
