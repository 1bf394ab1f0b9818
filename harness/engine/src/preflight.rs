//! The preflight with which a browser asks before it lets a page send a request (Fetch 4.8).

use model::wire::Request;

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
pub fn ask(request: &mut Request) {
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
            ask(&mut request);
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
