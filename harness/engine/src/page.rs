//! What a step says of the page that sends its request: its origin, the host name that it used, more
//! headers, and the preflight with which a browser asks first.

use indexmap::IndexMap;
use model::step::{Call, Open};
use model::target::Target;
use model::template::{Lookup, Template};
use model::wire::Request;

use crate::fault::ActFault;

/// What a step says of the page that sends its request.
#[derive(Debug, Clone, Copy, Default)]
pub struct Page<'s> {
    /// A row of the set `origins`, or an origin with its scheme.
    pub origin: Option<&'s str>,
    /// The `Host` header.
    pub host: Option<&'s Template>,
    /// More headers.
    pub headers: Option<&'s IndexMap<String, Template>>,
    /// Asks whether the request may be sent, and does not send it.
    pub preflight: bool,
    /// Another spelling of the same request.
    pub disguise: Option<&'s str>,
}

impl<'s> Page<'s> {
    /// As a step `call` says.
    pub fn of_call(call: &'s Call) -> Page<'s> {
        Page {
            origin: call.origin.as_deref(),
            host: call.host.as_ref(),
            headers: Some(&call.headers),
            preflight: call.preflight,
            disguise: call.disguise.as_deref(),
        }
    }

    /// As a step `open` says: a page that opens a socket always names its origin.
    pub fn of_open(open: &'s Open, target: &Target) -> Page<'s> {
        let own = target.contract.origins.is_some().then_some("allowed");
        Page {
            origin: open.origin.as_deref().or(own),
            host: open.host.as_ref(),
            headers: Some(&open.headers),
            preflight: false,
            disguise: None,
        }
    }

    /// Puts what the page says into a request. The answer: an e-mail address that it held, and how it is
    /// spelled now.
    pub fn dress(
        &self,
        request: &mut Request,
        target: &Target,
        look: &Lookup<'_>,
    ) -> Result<Option<(String, String)>, ActFault> {
        if let Some(origin) = self.origin {
            without(request, "origin");
            let origins = origins(origin, target)?.into_iter();
            let headers = origins.map(|origin| ("Origin".to_owned(), origin.into_bytes()));
            request.headers.extend(headers);
        }
        if let Some(host) = self.host {
            without(request, "host");
            let host = host.fill(look)?.into_bytes();
            request.headers.insert(0, ("Host".to_owned(), host));
        }
        for (name, template) in self.headers.into_iter().flatten() {
            let value = template.fill(look)?.into_bytes();
            request.headers.push((name.clone(), value));
        }
        if self.preflight {
            preflight(request);
        }
        let Some(row) = self.disguise else {
            return Ok(None);
        };
        let disguised = forge::disguise(row, request)
            .ok_or_else(|| ActFault::Unmet(format!("the request has no spelling `{row}`")))?;
        *request = disguised.request;
        Ok(disguised.email)
    }
}

fn without(request: &mut Request, name: &str) {
    request
        .headers
        .retain(|(own, _)| !own.eq_ignore_ascii_case(name));
}

/// The values of the `Origin` headers, one for each; none for `absent`.
fn origins(origin: &str, target: &Target) -> Result<Vec<String>, ActFault> {
    let declared = target.contract.origins.as_ref();
    let allowed = declared.and_then(|origins| origins.allowed.first());
    match (origin, allowed) {
        (origin, _) if origin.contains("://") => Ok(vec![origin.to_owned()]),
        ("absent", _) => Ok(Vec::new()),
        (row, Some(allowed)) => forge::origin(row, allowed)
            .ok_or_else(|| ActFault::Unmet(format!("`{allowed}` has no spelling `{row}`"))),
        (row, None) => Err(ActFault::Unmet(format!(
            "no allowed origin to make `{row}` from"
        ))),
    }
}

/// Headers that a page cannot set, or that change nothing of what it may send (Fetch 2.2.2).
const FREE: &[&str] = &[
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-language",
    "content-length",
    "cookie",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// Content types that a form can send.
const FORMS: &[&str] = &[
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain",
];

/// Turns a request into the question whether a page may send it (Fetch 4.8): without credentials and body.
fn preflight(request: &mut Request) {
    let asks = |(name, value): &&(String, Vec<u8>)| {
        let name = name.to_ascii_lowercase();
        let forms = name == "content-type" && is_form(value);
        let browsers = name.starts_with("sec-") || name.starts_with("proxy-");
        !(forms || browsers || FREE.contains(&name.as_str()))
    };
    let asked = request.headers.iter().filter(asks);
    let mut asked: Vec<String> = asked.map(|(name, _)| name.to_ascii_lowercase()).collect();
    asked.sort();
    asked.dedup();
    let said =
        |name: &str| name.eq_ignore_ascii_case("origin") || name.eq_ignore_ascii_case("host");
    request.headers.retain(|(name, _)| said(name));
    let mut ask = |name: &str, value: String| {
        let header = (format!("Access-Control-Request-{name}"), value.into_bytes());
        request.headers.push(header);
    };
    ask(
        "Method",
        std::mem::replace(&mut request.method, "OPTIONS".to_owned()),
    );
    if !asked.is_empty() {
        ask("Headers", asked.join(","));
    }
    request.body.clear();
}

fn is_form(content_type: &[u8]) -> bool {
    let text = String::from_utf8_lossy(content_type).to_ascii_lowercase();
    let essence = text.split(';').next().unwrap_or_default().trim();
    FORMS.contains(&essence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preflight_asks_for_what_a_page_may_not_send_by_itself() {
        let asked = |method: &str, headers: &[(&str, &str)]| {
            let owned =
                |(name, value): &(&str, &str)| ((*name).to_owned(), value.as_bytes().to_vec());
            let mut request = Request {
                service: String::new(),
                method: method.to_owned(),
                url: String::new(),
                headers: headers.iter().map(owned).collect(),
                body: b"{}".to_vec(),
                from: None,
            };
            preflight(&mut request);
            assert!(request.body.is_empty() && request.method == "OPTIONS");
            let lines = request.headers.iter();
            let lines =
                lines.map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value)));
            lines.collect::<Vec<_>>().join("|")
        };
        assert_eq!(
            asked(
                "PUT",
                &[
                    ("Host", "h"),
                    ("X-B", "1"),
                    ("Authorization", "Bearer t"),
                    ("Cookie", "a=1"),
                    ("Content-Type", "application/json"),
                    ("x-b", "2"),
                    ("Origin", "o")
                ],
            ),
            "Host: h|Origin: o|Access-Control-Request-Method: PUT|Access-Control-Request-Headers: authorization,content-type,x-b"
        );
        assert_eq!(
            asked(
                "POST",
                &[
                    ("Origin", "o"),
                    ("Content-Type", "Text/Plain; charset=utf-8"),
                    ("Accept", "*/*")
                ]
            ),
            "Origin: o|Access-Control-Request-Method: POST"
        );
    }
}
