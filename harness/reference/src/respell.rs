//! Spellings of one request: a conforming server takes a path as it is written. A faulty one serves other
//! spellings, too, and limits each of them on its own.

use http::{HeaderName, Method, Request, Uri, request::Parts, uri::PathAndQuery};

const OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// Which spellings a limit takes for another request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// None.
    #[default]
    Ignored,
    /// Letters of the path in the other case.
    Case,
    /// More slashes than one.
    Slashes,
    /// Letters of the path in percent-encoding.
    Encoding,
    /// Another query.
    Query,
    /// A method that a header overrides.
    Method,
    /// Letters of an e-mail address in the other case.
    Email,
}

/// The request as it came.
#[derive(Clone, Debug)]
struct AsWritten(String);

/// Puts a request into the one spelling that is served, where others are served as well.
pub(crate) fn normalise<B>(request: &mut Request<B>, spelling: Spelling) {
    let written = format!("{} {}", request.method(), request.uri());
    let path = request.uri().path();
    let served = match spelling {
        Spelling::Ignored | Spelling::Email => return,
        Spelling::Case => path.to_ascii_lowercase(),
        Spelling::Slashes => {
            let segments = path.split('/').filter(|segment| !segment.is_empty());
            segments.map(|segment| format!("/{segment}")).collect()
        }
        Spelling::Encoding => letters(path),
        Spelling::Query | Spelling::Method => path.to_owned(),
    };
    let named = request.headers().get(OVERRIDE);
    let named = named.and_then(|name| Method::from_bytes(name.as_bytes()).ok());
    if let Some(method) = named.filter(|_| spelling == Spelling::Method) {
        *request.method_mut() = method;
    }
    if let Some(uri) = with_path(request.uri(), &served) {
        *request.uri_mut() = uri;
    }
    request.extensions_mut().insert(AsWritten(written));
}

/// A request as it was written.
pub(crate) fn as_written(request: &Parts) -> &str {
    let written = request.extensions.get::<AsWritten>();
    written.map_or("", |written| &written.0)
}

fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let text = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(text).ok()?);
    Uri::from_parts(parts).ok()
}

/// With letters in the place of octets that stand for them.
fn letters(path: &str) -> String {
    let mut served = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        served.push_str(before);
        let octet = after.get(..2);
        let octet = octet.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match octet.map(char::from).filter(char::is_ascii_alphabetic) {
            Some(letter) => {
                served.push(letter);
                rest = &after[2..];
            }
            None => {
                served.push('%');
                rest = after;
            }
        }
    }
    served + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(spelling: Spelling, target: &str) -> String {
        let mut request = Request::get(target).body(()).unwrap();
        normalise(&mut request, spelling);
        request.uri().to_string()
    }

    #[test]
    fn other_spellings_are_served_only_by_the_faulty() {
        for (spelling, written, wanted) in [
            (Spelling::Ignored, "/V1//m%65/", "/V1//m%65/"),
            (Spelling::Case, "/V1/Me?A=B", "/v1/me?A=B"),
            (Spelling::Slashes, "//v1/me/?a", "/v1/me?a"),
            (Spelling::Encoding, "/v1/m%65%2F%zz%", "/v1/me%2F%zz%"),
            (Spelling::Query, "/v1/me?x", "/v1/me?x"),
        ] {
            assert_eq!(served(spelling, written), wanted);
        }
    }
}
